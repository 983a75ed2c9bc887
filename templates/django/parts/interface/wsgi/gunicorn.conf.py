wsgi_app = "config.wsgi:application"
# Each worker is a process with this many threads: https://gunicorn.org/design/
worker_class = "gthread"
threads = number("WEB_THREADS", 4)
# The longest that it can be: an address that is too long for this gets no answer of ours.
limit_request_line = 8190
