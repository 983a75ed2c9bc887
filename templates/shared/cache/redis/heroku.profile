export CACHE_URL="$REDIS"
