
# https://devcenter.heroku.com/articles/jawsdb
export DATABASE_URL="$JAWSDB_URL"
