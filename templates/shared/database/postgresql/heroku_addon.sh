   heroku addons:create heroku-postgresql:essential-0 --wait
