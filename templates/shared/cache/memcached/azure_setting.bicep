  { name: 'CACHE_URL', value: 'memcached://memcached:11211' }
