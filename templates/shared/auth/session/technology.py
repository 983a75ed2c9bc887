    Technology("Session", "app/auth.py", None),
