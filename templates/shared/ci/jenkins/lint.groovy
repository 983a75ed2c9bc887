        stage('Style and types') {
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
                sh 'python -m uv run poe lint'
            }
        }
