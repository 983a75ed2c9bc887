printf %s "$REDIS/2" | keep realtime-url
