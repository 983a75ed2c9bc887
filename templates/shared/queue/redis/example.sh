{% include 'templates/shared/queue/example.sh' %}
