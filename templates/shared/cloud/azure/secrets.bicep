{% from 'templates/shared/cloud/choices' import choices with context %}
var secrets = [
  { name: 'secret-key', value: secretKey }
{% for choice in choices %}
{% include 'templates/shared/' ~ choice ~ '/azure_secret.bicep' ignore missing %}
{% endfor %}
]
