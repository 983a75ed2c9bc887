    Technology("JWT", "app/auth.py", None),
