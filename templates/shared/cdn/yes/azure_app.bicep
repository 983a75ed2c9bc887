
// --- Front Door: the static files, near everybody ---
// https://learn.microsoft.com/en-us/azure/frontdoor/front-door-overview

resource cdn 'Microsoft.Cdn/profiles@2024-02-01' = {
  name: 'cdn'
  location: 'global'
  sku: { name: 'Standard_AzureFrontDoor' }
}

resource cdnEndpoint 'Microsoft.Cdn/profiles/afdEndpoints@2024-02-01' = {
  parent: cdn
  name: 'static-${uniqueString(resourceGroup().id)}'
  location: 'global'
  properties: { enabledState: 'Enabled' }
}

resource cdnOrigins 'Microsoft.Cdn/profiles/originGroups@2024-02-01' = {
  parent: cdn
  name: 'application'
  properties: {
    loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3 }
  }
}

resource cdnOrigin 'Microsoft.Cdn/profiles/originGroups/origins@2024-02-01' = {
  parent: cdnOrigins
  name: 'web'
  properties: {
    hostName: hostName
    // The application answers to no other name.
    originHostHeader: hostName
    httpsPort: 443
    enforceCertificateNameCheck: true
  }
}

// For files alone: what differs from person to person never comes near a cache.
resource cdnRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-02-01' = {
  parent: cdnEndpoint
  name: 'static'
  properties: {
    originGroup: { id: cdnOrigins.id }
    patternsToMatch: ['/static/*']
    supportedProtocols: ['Https']
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Disabled'
    linkToDefaultDomain: 'Enabled'
    // Kept for as long as Cache-Control says.
    cacheConfiguration: { queryStringCachingBehavior: 'IgnoreQueryString' }
  }
  dependsOn: [cdnOrigin]
}
