       providerIssuer=https://accounts.google.com \
       providerClientId="what the provider calls this application" \
       providerClientSecret="$(secret client-secret)" \
