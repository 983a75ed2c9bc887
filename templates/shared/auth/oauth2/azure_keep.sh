   keep client-secret "what the provider gave to it"
