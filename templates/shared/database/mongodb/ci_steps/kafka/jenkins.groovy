{% from 'templates/shared/database/mongodb/ci_steps/replica_set.jinja' import replica_set with context %}
                        // A note and its event are one transaction, which MongoDB has on a replica set only.
                        sh '''
                            python -m uv run {{ replica_set | trim }}
                        '''
