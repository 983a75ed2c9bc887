
@description('OAUTH2_ISSUER: the provider that people sign in with, such as https://accounts.google.com.')
param providerIssuer string

@description('OAUTH2_CLIENT_ID: what the provider calls this application.')
param providerClientId string

@secure()
@description('OAUTH2_CLIENT_SECRET: what the provider gave to it.')
param providerClientSecret string
