{% from 'templates/shared/cloud/choices' import choices with context %}
   PARAMETERS=(
     DomainName="$DOMAIN"
     CertificateArn="$CERTIFICATE"
     Image="$IMAGE"
     MigrationImage="$IMAGE"
{% for choice in choices %}
{% include 'templates/shared/' ~ choice ~ '/aws_overrides.sh' ignore missing %}
{% endfor %}
   )
