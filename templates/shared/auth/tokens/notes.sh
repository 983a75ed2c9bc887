# Write a note
curl -i http://127.0.0.1:8000/api/notes \
  -H "Authorization: Bearer $ACCESS" \
  -H "Content-Type: application/json" \
  -d '{"title": "Milk", "body": "Two bottles"}'

# List the notes that hold a word
curl "http://127.0.0.1:8000/api/notes?q=milk&limit=10" -H "Authorization: Bearer $ACCESS"
{% include 'templates/shared/readme/examples.sh' %}

# When the access token has expired: a new pair for the refresh token, which is then used up
PAIR=$(curl -s http://127.0.0.1:8000/api/auth/refresh \
  -H "Content-Type: application/json" \
  -d "{\"refresh_token\": \"$REFRESH\"}")
REFRESH=$(echo "$PAIR" | uv run python -c "import json, sys; print(json.load(sys.stdin)['refresh_token'])")

# Sign out: the refresh token and all that came from it are revoked
curl -i http://127.0.0.1:8000/api/auth/logout \
  -H "Content-Type: application/json" \
  -d "{\"refresh_token\": \"$REFRESH\"}"
