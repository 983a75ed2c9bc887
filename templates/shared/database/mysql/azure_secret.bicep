  {
    name: 'database-url'
    value: 'mysql://notes:${databasePassword}@${database.properties.fullyQualifiedDomainName}:3306/notes'
  }
