        stage('The image') {
            agent { label 'docker' }
            steps {
                sh 'docker build --tag {{ slug }} .'
            }
        }
