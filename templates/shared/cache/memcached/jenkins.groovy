                sh '''
                    docker run --detach --network "$NETWORK" --network-alias memcached --label "ci=$NETWORK" \
                        {{ images['memcached'] }}
                '''
