    Technology("Redis cache", "app/cache.py", "cache"),
