    Technology("PostgreSQL", "app/database.py", "database"),
