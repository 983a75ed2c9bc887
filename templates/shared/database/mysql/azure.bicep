
// --- MySQL: reachable from the network alone ---
// https://learn.microsoft.com/en-us/azure/mysql/flexible-server/concepts-networking-vnet

resource databaseZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'notes.private.mysql.database.azure.com'
  location: 'global'
}

resource databaseZoneLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: databaseZone
  name: 'network'
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}

resource database 'Microsoft.DBforMySQL/flexibleServers@2024-12-30' = {
  name: 'database-${uniqueString(resourceGroup().id)}'
  location: location
  sku: { name: 'Standard_B1ms', tier: 'Burstable' }
  properties: {
    version: '8.4'
    administratorLogin: 'notes'
    administratorLoginPassword: databasePassword
    storage: { storageSizeGB: 20 }
    backup: { backupRetentionDays: 7, geoRedundantBackup: 'Disabled' }
    // 'ZoneRedundant', with a larger SKU, keeps a second one that takes over.
    highAvailability: { mode: 'Disabled' }
    network: {
      delegatedSubnetResourceId: '${network.id}/subnets/database'
      privateDnsZoneResourceId: databaseZone.id
    }
  }
  dependsOn: [databaseZoneLink]
}

resource notes 'Microsoft.DBforMySQL/flexibleServers/databases@2024-12-30' = {
  parent: database
  name: 'notes'
  properties: { charset: 'utf8mb4', collation: 'utf8mb4_0900_ai_ci' }
}

// The drivers do not ask for TLS by themselves; nothing but the network can listen.
resource plainConnections 'Microsoft.DBforMySQL/flexibleServers/configurations@2024-12-30' = {
  parent: database
  name: 'require_secure_transport'
  properties: { value: 'OFF', source: 'user-override' }
}
