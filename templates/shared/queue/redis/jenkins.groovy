{% include 'templates/shared/cache/redis/jenkins.groovy' %}
