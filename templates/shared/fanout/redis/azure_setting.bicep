  { name: 'REALTIME_URL', secretRef: 'redis-url' }
