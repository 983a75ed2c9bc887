{% for process, command in processes %}

resource {{ process }} 'Microsoft.App/containerApps@2024-03-01' = if (started) {
  name: '{{ process }}'
  location: location
  identity: identities
  properties: {
    environmentId: environment.id
    configuration: { registries: registries, secrets: secrets }
    template: {
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: '{{ process }}'
          image: image
          command: ['{{ command.split() | join("', '") }}']
          resources: { cpu: json('0.25'), memory: '0.5Gi' }
          env: settings
        }
      ]
      // {{ 'Never two at a time, but while a new version takes over.' if process in ['beat', 'relay'] else 'More of them do more at once.' }}
      scale: { minReplicas: 1, maxReplicas: 1 }
    }
  }
  dependsOn: [mayPull]
}
{% endfor %}

output hostName string = hostName
