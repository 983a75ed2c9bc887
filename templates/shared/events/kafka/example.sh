{% from 'templates/shared/auth/' ~ auth ~ '/curl' import read %}

# Read what happened
curl {{ read }}http://127.0.0.1:8000/api/activity
