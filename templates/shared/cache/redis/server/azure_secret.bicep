  { name: 'redis-url', value: redisUrl }
