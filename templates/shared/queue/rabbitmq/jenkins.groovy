                sh '''
                    docker run --detach --network "$NETWORK" --network-alias rabbitmq --label "ci=$NETWORK" \
                        {{ images['rabbitmq'] }}
                '''
