     ProviderIssuer="https://accounts.google.com"
     ProviderClientId="what the provider calls this application"
     ProviderClientSecret="what the provider gave to it"
