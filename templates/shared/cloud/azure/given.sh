{% from 'templates/shared/cloud/choices' import choices with context %}
{% for choice in choices %}
{% include 'templates/shared/' ~ choice ~ '/azure_given.sh' ignore missing %}
{% endfor %}
