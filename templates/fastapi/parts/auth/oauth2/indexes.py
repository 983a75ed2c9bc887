INDEXES["refresh_tokens"] = [
    IndexModel("current", unique=True),
    IndexModel("used"),
    # https://www.mongodb.com/docs/manual/core/index-ttl/
    IndexModel("expires_at", expireAfterSeconds=0),
]
