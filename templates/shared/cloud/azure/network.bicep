{% from 'templates/shared/cloud/choices' import choices with context %}

// --- The network ---
// https://learn.microsoft.com/en-us/azure/container-apps/custom-virtual-networks

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'network'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.0.0.0/16'] }
    // Here, and not one by one: Azure would take those that the network does not list for deleted.
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.0.0.0/23'
          delegations: [
            { name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } }
          ]
        }
      }
{% for choice in choices %}
{% include 'templates/shared/' ~ choice ~ '/azure_subnet.bicep' ignore missing %}
{% endfor %}
    ]
  }
}
