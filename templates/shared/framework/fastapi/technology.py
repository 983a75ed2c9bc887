    Technology("FastAPI", "app/main.py", None),
