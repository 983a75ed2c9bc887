wsgi_app = "config.wsgi:application"
# Each worker is a process with this many threads: https://gunicorn.org/design/
worker_class = "gthread"
threads = number("WEB_THREADS", 4)
