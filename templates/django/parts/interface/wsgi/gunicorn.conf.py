def post_fork(_server: Any, worker: Any) -> None:
    """Let Ctrl+C end a worker as SIGTERM does: its own way may wait for a lock that it holds."""
    worker.handle_quit = worker.handle_exit


wsgi_app = "config.wsgi:application"
# Each worker is a process with this many threads: https://gunicorn.org/design/
worker_class = "gthread"
threads = number("WEB_THREADS", 4)
# The longest that it can be: an address that is too long for this gets no answer of ours.
limit_request_line = 8190
