    Technology("Celery and RabbitMQ", "app/queue.py", "queue"),
