{% from 'templates/shared/cloud/choices' import choices with context %}

// --- Container Apps ---
// https://learn.microsoft.com/en-us/azure/container-apps/environment

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'logs'
  location: location
  // Lines are paid for as they come in; the first 30 days of keeping them cost nothing.
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'environment'
  location: location
  properties: {
    vnetConfiguration: { infrastructureSubnetId: '${network.id}/subnets/apps' }
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

// What the containers are to Azure. It may fetch the image, and nothing else.
// https://learn.microsoft.com/en-us/azure/container-apps/managed-identity-image-pull
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'application'
  location: location
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

// AcrPull: https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles/containers
resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, identity.id, 'AcrPull')
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
  }
}

var hostName = 'web.${environment.properties.defaultDomain}'
{% for choice in choices %}
{% include 'templates/shared/' ~ choice ~ '/azure_app.bicep' ignore missing %}
{% endfor %}
