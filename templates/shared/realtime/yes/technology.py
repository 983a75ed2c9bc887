    Technology("WebSocket", "app/realtime.py", None),
