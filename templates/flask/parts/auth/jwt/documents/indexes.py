# MongoDB removes a refresh token that has expired.
("refresh_tokens", IndexModel("expires_at", expireAfterSeconds=0)),
