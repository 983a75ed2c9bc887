    Technology("MongoDB", "app/database.py", "database"),
