{% include 'templates/shared/cache/example.sh' %}
