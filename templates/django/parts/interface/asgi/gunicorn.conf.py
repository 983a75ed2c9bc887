wsgi_app = "config.asgi:application"
worker_class = "app.gunicorn_worker.Worker"
