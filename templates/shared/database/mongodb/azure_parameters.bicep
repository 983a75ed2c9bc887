
@secure()
@description('DATABASE_URL: the address of a MongoDB with its password, such as one of MongoDB Atlas.')
param databaseUrl string
