    Technology("Celery and Redis", "app/queue.py", "queue"),
