                sh '''
                    docker run --detach --network "$NETWORK" --network-alias mysql --label "ci=$NETWORK" \
                        --env MYSQL_ALLOW_EMPTY_PASSWORD=yes \
                        --env MYSQL_DATABASE=notes \
                        {{ images['mysql'] }}
                '''
