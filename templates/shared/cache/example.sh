{% from 'templates/shared/auth/' ~ auth ~ '/curl' import read %}

# Count the notes twice: X-Cache is MISS, then HIT
curl -i {{ read }}http://127.0.0.1:8000/api/notes/stats
curl -i {{ read }}http://127.0.0.1:8000/api/notes/stats
