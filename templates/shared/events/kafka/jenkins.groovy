                // It tells clients to come to localhost unless all of this is said.
                sh '''
                    docker run --detach --network "$NETWORK" --network-alias kafka --label "ci=$NETWORK" \
                        --env KAFKA_NODE_ID=1 \
                        --env KAFKA_PROCESS_ROLES=broker,controller \
                        --env KAFKA_LISTENERS=PLAINTEXT://:9092,CONTROLLER://:9093 \
                        --env KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://kafka:9092 \
                        --env KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER \
                        --env KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT \
                        --env KAFKA_CONTROLLER_QUORUM_VOTERS=1@localhost:9093 \
                        --env KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1 \
                        --env KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=1 \
                        --env KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1 \
                        {{ images['kafka'] }}
                '''
