  { name: 'DATABASE_URL', secretRef: 'database-url' }
  // Without TLS the driver would take a connection that is not encrypted.
  { name: 'PGSSLMODE', value: 'require' }
