
// --- The application ---

var identities = { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
var registries = [{ server: registry.properties.loginServer, identity: identity.id }]

// https://learn.microsoft.com/en-us/azure/container-apps/manage-secrets
{% include 'templates/shared/cloud/azure/secrets.bicep' %}

{% include 'templates/shared/cloud/azure/settings.bicep' %}

resource web 'Microsoft.App/containerApps@2024-03-01' = if (started) {
  name: 'web'
  location: location
  identity: identities
  properties: {
    environmentId: environment.id
    configuration: {
      // Plain http is redirected, and TLS ends at the environment's own proxy.
      ingress: { external: true, targetPort: 8000, allowInsecure: false }
      registries: registries
      secrets: secrets
    }
    template: {
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: 'web'
          image: image
          command: ['python', '-m', 'app.serve']
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: concat(settings, [
            { name: 'HOST', value: '0.0.0.0' }
            { name: 'PORT', value: '8000' }
            // Only the environment's proxy reaches the container, so its X-Forwarded-* are believed.
            { name: 'FORWARDED_ALLOW_IPS', value: '*' }
          ])
          probes: [
            { type: 'Liveness', httpGet: { path: '/health/live', port: 8000, httpHeaders: hostHeader } }
            { type: 'Readiness', httpGet: { path: '/health/ready', port: 8000, httpHeaders: hostHeader }, timeoutSeconds: 5 }
          ]
        }
      ]
      // At 0 the first visitor after a pause would wait for a start.
      scale: { minReplicas: 1, maxReplicas: 4 }
    }
  }
  dependsOn: [mayPull]
}

// https://learn.microsoft.com/en-us/azure/container-apps/jobs
resource migrate 'Microsoft.App/jobs@2024-03-01' = {
  name: 'migrate'
  location: location
  identity: identities
  properties: {
    environmentId: environment.id
    configuration: {
      triggerType: 'Manual'
      manualTriggerConfig: { parallelism: 1, replicaCompletionCount: 1 }
      replicaTimeout: 1800
      // Somebody should look at a migration that failed before it runs again.
      replicaRetryLimit: 0
      registries: registries
      secrets: secrets
    }
    template: {
      containers: [
        {
          name: 'migrate'
          image: migrationImage
          command: ['{{ migrate.split() | join("', '") }}']
          resources: { cpu: json('0.5'), memory: '1Gi' }
          env: settings
        }
      ]
    }
  }
  dependsOn: [mayPull{{ ', notes' if store == 'tables' else '' }}]
}
