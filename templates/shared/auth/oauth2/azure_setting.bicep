  { name: 'OAUTH2_ISSUER', value: providerIssuer }
  { name: 'OAUTH2_CLIENT_ID', value: providerClientId }
  { name: 'OAUTH2_CLIENT_SECRET', secretRef: 'provider-client-secret' }
  { name: 'OAUTH2_REDIRECT_URL', value: 'https://${hostName}/api/auth/oauth2/callback' }
