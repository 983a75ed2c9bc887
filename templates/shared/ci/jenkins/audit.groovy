        stage('Known weaknesses') {
            agent {
                docker {
                    image 'python:3.13'
                    label 'docker'
                }
            }
            environment { HOME = "${WORKSPACE}" }
            steps {
                sh 'pip install --user --quiet uv=={{ uv }}'
                sh 'python -m uv sync --locked'
                // What is installed in production, looked up in the database of known weaknesses.
                sh 'python -m uv export --quiet --locked --no-dev --no-emit-project --output-file .venv/requirements.txt'
                sh 'python -m uv tool run pip-audit@{{ pip_audit }} --requirement .venv/requirements.txt --disable-pip --strict'
            }
        }
