"""The queue: how Celery sends tasks and does them; `app/queue.py` has what the broker needs.

https://docs.celeryq.dev/en/stable/userguide/configuration.html
"""

from app.queue import TRANSPORT_OPTIONS, known_broker
from config.settings.environment import env

# Without a broker, tasks run in the application.
BROKER_URL = known_broker(env.str("BROKER_URL", default=""))
CELERY_TASK_ALWAYS_EAGER = not BROKER_URL

# After so many seconds a job that nobody finished goes into the queue again.
JOB_REQUEUE_SECONDS = env.int("JOB_REQUEUE_SECONDS", default=300)

# https://docs.celeryq.dev/en/stable/userguide/security.html#serializers
CELERY_ACCEPT_CONTENT = ["json"]

# The result is kept in the database.
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None

# A task leaves the queue when it is done, so another worker can do it after a crash.
# https://docs.celeryq.dev/en/stable/faq.html#should-i-use-retry-or-acks-late
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True

# Seconds until a task is told to stop, and until it is stopped.
# https://docs.celeryq.dev/en/stable/userguide/workers.html#time-limits
CELERY_TASK_SOFT_TIME_LIMIT = 30
CELERY_TASK_TIME_LIMIT = 40

# Who sends a task gets an answer soon, also while the broker is away; a worker waits for it.
CELERY_BROKER_URL = BROKER_URL or None
CELERY_BROKER_TRANSPORT_OPTIONS = TRANSPORT_OPTIONS
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}

# https://docs.celeryq.dev/en/stable/userguide/periodic-tasks.html
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "tend-jobs": {
        "task": "app.tasks.tend_jobs",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    }
}
