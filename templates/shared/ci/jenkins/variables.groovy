{% set variables %}
{% include 'templates/shared/ci/variables.yml' %}
{% endset %}
{% for line in variables.splitlines() %}
                {{ line | replace(': ', " = '", 1) }}'
{% endfor %}
