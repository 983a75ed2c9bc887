  { name: 'DATABASE_URL', secretRef: 'database-url' }
