# https://www.mongodb.com/docs/manual/core/index-ttl/
INDEXES["sessions"] = [IndexModel("expires_at", expireAfterSeconds=0)]
