   heroku config:set OAUTH2_ISSUER=https://accounts.google.com OAUTH2_CLIENT_ID="what the provider calls this application"
   heroku config:set OAUTH2_CLIENT_SECRET="what the provider gave to it"
   heroku config:set OAUTH2_REDIRECT_URL="https://$HOST_NAME/api/auth/oauth2/callback"
