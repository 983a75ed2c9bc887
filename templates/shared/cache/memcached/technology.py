    Technology("Memcached", "app/cache.py", "cache"),
