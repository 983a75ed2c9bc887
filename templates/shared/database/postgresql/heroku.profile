
# Without TLS the driver would take a connection that is not encrypted.
# https://devcenter.heroku.com/articles/connecting-heroku-postgres#heroku-postgres-ssl
export PGSSLMODE=require
