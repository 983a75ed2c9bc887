{% from 'templates/shared/auth/' ~ auth ~ '/curl' import read %}

# Keep its id
ID=$(curl -s {{ read }}http://127.0.0.1:8000/api/notes | uv run python -c "import json, sys; print(json.load(sys.stdin)['items'][0]['id'])")
{% for axis, choice in chosen %}
{% include 'templates/shared/' ~ axis ~ '/' ~ choice ~ '/example.sh' ignore missing %}
{% endfor %}
