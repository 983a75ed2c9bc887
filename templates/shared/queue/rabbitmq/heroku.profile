
# https://devcenter.heroku.com/articles/cloudamqp
export BROKER_URL="$CLOUDAMQP_URL"
