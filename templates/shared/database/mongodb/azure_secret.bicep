  { name: 'database-url', value: databaseUrl }
