                sh '''
                    docker run --detach --network "$NETWORK" --network-alias postgresql --label "ci=$NETWORK" \
                        --env POSTGRES_HOST_AUTH_METHOD=trust \
                        --env POSTGRES_DB=notes \
                        {{ images['postgresql'] }}
                '''
