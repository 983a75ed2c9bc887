INDEXES["jobs"] = [
    IndexModel(["status", "changed_at"]),
    # https://www.mongodb.com/docs/manual/core/index-ttl/
    IndexModel("finished_at", expireAfterSeconds=7 * 24 * 60 * 60),
]
