  { name: 'CACHE_URL', secretRef: 'redis-url' }
