{% from 'templates/shared/auth/' ~ auth ~ '/curl' import read, write %}

# Have its words counted behind the request, and read the job that Location names: pending at first
JOB=$(curl -si -X POST {{ write }}http://127.0.0.1:8000/api/notes/$ID/report | tr -d '\r' | awk 'tolower($1) == "location:" { print $2 }')
curl {{ read }}http://127.0.0.1:8000$JOB
