
# One Redis for every use. Its certificate is signed by nobody that a client knows:
# https://devcenter.heroku.com/articles/connecting-heroku-redis
REDIS="$REDIS_URL?ssl_cert_reqs=none"
