    Technology("OAuth2", "app/oauth2.py", None),
