{% set host = '' %}
        stage('Tests against the services') {
            agent { label 'docker' }
            environment {
                HOME = "${WORKSPACE}"
                // Each build has a network of its own, so that two on one agent do not meet.
                NETWORK = "{{ slug }}-${EXECUTOR_NUMBER}"
{% include 'templates/shared/ci/jenkins/variables.groovy' %}
            }
            steps {
                sh 'docker network create "$NETWORK"'
                // Nobody but this build reaches them, and they end with it: so they ask for no password of ours.
{% for product, axis in services.items() %}
{% include 'templates/shared/' ~ axis ~ '/' ~ product ~ '/jenkins.groovy' %}
{% endfor %}
{% include 'templates/shared/ci/jenkins/steps.groovy' %}
            }
            post {
                always {
                    sh 'docker ps --all --quiet --filter "label=ci=$NETWORK" | xargs --no-run-if-empty docker rm --force --volumes'
                    sh 'docker network rm "$NETWORK"'
                }
            }
        }
