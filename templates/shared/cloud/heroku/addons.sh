{% from 'templates/shared/cloud/choices' import choices with context %}
{% for choice in choices %}
{% include 'templates/shared/' ~ choice ~ '/heroku_addon.sh' ignore missing %}
{% endfor %}
