printf %s "$REDIS/1" | keep cache-url
