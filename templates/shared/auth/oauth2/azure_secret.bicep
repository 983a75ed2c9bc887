  { name: 'provider-client-secret', value: providerClientSecret }
