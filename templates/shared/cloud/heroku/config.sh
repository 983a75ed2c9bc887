{% from 'templates/shared/cloud/choices' import choices with context %}
{% for choice in choices %}
{% include 'templates/shared/' ~ choice ~ '/heroku_config.sh' ignore missing %}
{% endfor %}
