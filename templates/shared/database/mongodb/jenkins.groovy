                sh '''
                    docker run --detach --network "$NETWORK" --network-alias mongodb --label "ci=$NETWORK" \
                        {{ images['mongodb'] }}{{ ' --replSet notes' if events != 'none' else '' }}
                '''
