printf %s "$REDIS/0" | keep broker-url
