    Technology("Kafka", "app/events.py", "events"),
