  { name: 'BROKER_URL', secretRef: 'broker-url' }
