   heroku addons:create heroku-redis:mini --wait
   heroku redis:maxmemory --policy volatile-lru
