
// --- Memcached: Azure has no service of it, so it is a container that only the environment reaches ---
// https://learn.microsoft.com/en-us/azure/container-apps/ingress-overview#tcp

resource memcached 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'memcached'
  location: location
  properties: {
    environmentId: environment.id
    configuration: {
      ingress: { external: false, transport: 'tcp', targetPort: 11211, exposedPort: 11211 }
    }
    template: {
      containers: [
        {
          name: 'memcached'
          image: 'memcached:1.6-alpine'
          args: ['--memory-limit=64']
          resources: { cpu: json('0.25'), memory: '0.5Gi' }
        }
      ]
      // With two of them half of the answers would be in the other one.
      scale: { minReplicas: 1, maxReplicas: 1 }
    }
  }
}
