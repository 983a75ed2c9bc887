    Technology("SQLite", "app/database.py", "database"),
