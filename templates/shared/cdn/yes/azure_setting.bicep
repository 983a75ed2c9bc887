  { name: 'CDN_URL', value: 'https://${cdnEndpoint.properties.hostName}' }
