    Technology("Flask", "app/main.py", None),
