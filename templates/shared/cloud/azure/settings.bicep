{% from 'templates/shared/cloud/choices' import choices with context %}
// The probes ask by this name: the application answers to no other.
var hostHeader = [{ name: 'Host', value: hostName }]

var settings = [
  { name: 'ENVIRONMENT', value: 'production' }
  { name: 'ALLOWED_HOSTS', value: hostName }
  { name: 'SECRET_KEY', secretRef: 'secret-key' }
{% for choice in choices %}
{% include 'templates/shared/' ~ choice ~ '/azure_setting.bicep' ignore missing %}
{% endfor %}
]
