
// --- Redis: reachable from the network alone ---
// One for every use: it drops nothing but what has an expiry, which is what the cache keeps.
// https://learn.microsoft.com/en-us/azure/redis/overview

resource redisServer 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: 'redis-${uniqueString(resourceGroup().id)}'
  location: location
  sku: { name: 'Balanced_B0' }
  properties: {
    minimumTlsVersion: '1.2'
    // 'Enabled' keeps a second one that takes over.
    highAvailability: 'Disabled'
    publicNetworkAccess: 'Disabled'
  }
}

resource redis 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' = {
  parent: redisServer
  name: 'default'
  properties: {
    clientProtocol: 'Encrypted'
    port: 10000
    // Celery asks for several keys at once, which a cluster would refuse.
    clusteringPolicy: 'NoCluster'
    evictionPolicy: 'VolatileLRU'
    accessKeysAuthentication: 'Enabled'
  }
}

resource redisZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.redis.azure.net'
  location: 'global'
}

resource redisZoneLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: redisZone
  name: 'network'
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}

resource redisEndpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: 'redis'
  location: location
  properties: {
    subnet: { id: '${network.id}/subnets/redis' }
    privateLinkServiceConnections: [
      {
        name: 'redis'
        properties: { privateLinkServiceId: redisServer.id, groupIds: ['redisEnterprise'] }
      }
    ]
  }
}

resource redisName 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: redisEndpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      { name: 'redis', properties: { privateDnsZoneId: redisZone.id } }
    ]
  }
}

// Keys hold characters that mean something in an address. There is one database, with the number 0.
var redisUrl = 'rediss://:${uriComponent(redis.listKeys().primaryKey)}@${redisServer.properties.hostName}:10000/0'
