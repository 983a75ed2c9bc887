                sh '''
                    docker run --detach --network "$NETWORK" --network-alias redis --label "ci=$NETWORK" \
                        {{ images['redis'] }}
                '''
