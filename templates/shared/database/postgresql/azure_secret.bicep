  {
    name: 'database-url'
    value: 'postgresql://notes:${databasePassword}@${database.properties.fullyQualifiedDomainName}:5432/notes'
  }
