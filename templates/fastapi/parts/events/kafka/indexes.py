INDEXES["outbox"] = [
    IndexModel(["sent_at", "position"]),
    # https://www.mongodb.com/docs/manual/core/index-ttl/
    IndexModel("sent_at", expireAfterSeconds=7 * 24 * 60 * 60),
]
INDEXES["activity"] = [IndexModel(["audience", ("at", DESCENDING), ("_id", DESCENDING)])]
