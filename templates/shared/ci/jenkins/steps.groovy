                script {
                    docker.image('python:3.13').inside("--network ${NETWORK}") {
                        sh '''
{% for product in services %}
                            timeout 120 bash -c 'until (echo > /dev/tcp/{{ product }}/{{ ports[product] }}) 2> /dev/null; do sleep 1; done'
{% endfor %}
                        '''
                        sh 'pip install --user --quiet uv=={{ uv }}'
                        sh 'python -m uv sync --locked'
{% include 'templates/shared/database/' ~ database ~ '/ci_steps/' ~ events ~ '/jenkins.groovy' ignore missing %}
                        sh 'python -m uv run poe test'
                        sh 'python -m uv run poe migrate'
                        // It starts, and says that all it needs answers.
                        sh '''
                            python -m uv run poe serve &
                            curl --fail-with-body --silent --show-error --retry 30 --retry-delay 1 --retry-all-errors http://127.0.0.1:8000/health/ready
                        '''
                    }
                }
