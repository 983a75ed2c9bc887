   heroku addons:create cloudamqp:lemur --wait
