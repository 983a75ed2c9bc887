    Technology("MySQL", "app/database.py", "database"),
