        stage('Tests') {
            matrix {
                axes {
                    axis {
                        name 'UV_PYTHON'
                        values '3.11', '3.12', '3.13'
                    }
                }
                agent {
                    docker {
                        image "python:${UV_PYTHON}"
                        label 'docker'
                    }
                }
                environment { HOME = "${WORKSPACE}" }
                stages {
                    stage('Tests on one Python') {
                        steps {
                            sh 'pip install --user --quiet uv=={{ uv }}'
                            sh 'python -m uv sync --locked'
                            sh 'python -m uv run poe test'
                        }
                    }
                }
            }
        }
