
@secure()
@description('The password of the database: letters and digits, as it becomes part of an address.')
@minLength(16)
param databasePassword string
