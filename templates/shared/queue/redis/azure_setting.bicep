  { name: 'BROKER_URL', secretRef: 'redis-url' }
