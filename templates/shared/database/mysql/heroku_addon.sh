   heroku addons:create jawsdb:kitefin --wait
