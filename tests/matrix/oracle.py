"""What the questionnaire should say, written by hand: a second opinion, on purpose not derived.

Whoever adds a choice to `copier.yml` adds it here as well, from the design and not by copying.
"""

from __future__ import annotations

# The default stands first.
AXES: dict[str, list[str]] = {
    "framework": ["fastapi", "flask", "django"],
    "database": ["sqlite", "postgresql", "mysql", "mongodb"],
    "auth": ["jwt", "session", "oauth2", "none"],
    "queue": ["none", "redis", "rabbitmq"],
    "events": ["none", "kafka"],
    "cache": ["none", "redis", "memcached"],
    "container": ["none", "docker", "kubernetes"],
    "server": ["gunicorn", "uwsgi"],
    "proxy": ["none", "nginx", "apache"],
    "ci": ["", "github", "gitlab,travis", "jenkins,circleci",
           "github,gitlab,jenkins,travis,circleci"],
    "cloud": ["none", "heroku", "aws", "gcp", "azure"],
    "realtime": ["no", "yes"],
    "cdn": ["no", "yes"],
    "tests": ["pytest", "unittest"],
}  # fmt: skip
# Several of these can be chosen at once.
SYSTEMS = ["github", "gitlab", "jenkins", "travis", "circleci"]
# Those that change how the application runs.
RUNNING = ["framework", "database", "auth", "queue", "events", "cache", "server", "realtime", "cdn",
           "tests"]  # fmt: skip

PRESETS: dict[str, dict[str, str]] = {
    "first-steps": {
        "framework": "flask", "database": "sqlite", "auth": "none", "tests": "unittest",
    },
    "api": {
        "framework": "fastapi", "database": "postgresql", "auth": "jwt", "cache": "redis",
        "tests": "pytest",
    },
    "website": {
        "framework": "django", "database": "postgresql", "auth": "session", "queue": "redis",
        "cache": "redis", "cdn": "yes", "tests": "unittest",
    },
    "classic": {
        "framework": "flask", "database": "mysql", "auth": "session", "queue": "rabbitmq",
        "cache": "memcached", "server": "uwsgi", "tests": "pytest",
    },
    "live": {
        "framework": "fastapi", "database": "postgresql", "auth": "oauth2", "events": "kafka",
        "cache": "redis", "realtime": "yes", "tests": "pytest",
    },
}  # fmt: skip

DEFAULT_NAME = "Notes API"

SLUGS: dict[str, str] = {
    "Notes API": "notes-api",
    "notes": "notes",
    "  Two   words  ": "two-words",
    "Zoë's Café": "zoe-s-cafe",
    "Straße 7": "strase-7",
    "ÆRØ Øl": "aro-ol",
    "Łódź": "lodz",
    "C++ & C#": "c-c",
    "--a--b--": "a-b",
    "snake_case": "snake-case",
    "Flask": "flask-project",
    "redis": "redis-project",
    "Flask shop": "flask-shop",
    "日本語": "backend",
    "!!!": "backend",
    "v2.0": "v2-0",
    "x" * 60: "x" * 60,
}

WRONG_NAMES: list[str] = [
    "", " ", "\t", "x" * 61, "a\nb", "a\x00b", "a\x7fb", 'say "hi"', "back\\slash", "{{ name }}",
    "<b>",
]  # fmt: skip


def possible(answers: dict[str, str]) -> bool:
    """Whether answers fit together."""
    # uWSGI serves WSGI: neither FastAPI, which is ASGI, nor a WebSocket.
    needs_asgi = answers["framework"] == "fastapi" or answers["realtime"] == "yes"
    if answers["server"] == "uwsgi" and needs_asgi:
        return False
    # SQLite is a file on the disk of one machine.
    moves = answers["container"] == "kubernetes" or answers["cloud"] != "none"
    if answers["database"] == "sqlite" and moves:
        return False
    # These three start an image; Heroku builds from the code.
    return not (answers["container"] == "none" and answers["cloud"] in {"aws", "gcp", "azure"})


def as_kept(answers: dict[str, str]) -> dict[str, object]:
    """How they are written down: a list where several can be chosen."""
    return {**answers, "ci": answers["ci"].split(",") if answers["ci"] else []}


def computed(answers: dict[str, str]) -> dict[str, object]:
    """What follows from the answers of the default name."""
    return {
        "slug": "notes-api",
        "store": "documents" if answers["database"] == "mongodb" else "tables",
        "ownership": "open" if answers["auth"] == "none" else "owned",
        "accounts": accounts(answers["auth"]),
        "fanout": fanout(answers),
        "behind_proxy": behind_proxy(answers),
        "migrate": migrate(answers),
        "processes": processes(answers),
        "before_jobs": before_jobs(answers),
        "before_events": before_jobs(answers) if answers["queue"] == "none" else "0003_jobs",
        "before_commit": ["outbox"] if answers["events"] == "kafka" else [],
        "after_commit": modules(answers, "outbox stats realtime"),
        "chosen": chosen(answers),
        "wired": modules(answers, "logs errors security database cache queue events health home "
                         "auth oauth2 stats notes jobs activity realtime"),
    }  # fmt: skip


def behind_proxy(answers: dict[str, str]) -> bool:
    """A cluster and a cloud have a proxy of their own."""
    own = answers["container"] == "kubernetes" or answers["cloud"] != "none"
    return own or answers["proxy"] != "none"


def migrate(answers: dict[str, str]) -> str:
    if answers["framework"] == "django":
        return "python manage.py migrate"
    return "python -m app.indexes" if answers["database"] == "mongodb" else "alembic upgrade head"


def processes(answers: dict[str, str]) -> list[list[str]]:
    """What runs beside the server."""
    django = answers["framework"] == "django"
    of_events = "python manage.py {}" if django else "python -m app.{}"
    queue = [] if answers["queue"] == "none" else ["worker", "beat"]
    events = [] if answers["events"] == "none" else ["relay", "consumer"]
    return [
        *([name, f"python -m app.{name}"] for name in queue),
        *([name, of_events.format(name)] for name in events),
    ]


def chosen(answers: dict[str, str]) -> list[list[str]]:
    """The axes and choices that add something: what is chosen of an axis, one by one."""
    containers = {"none": [], "docker": ["docker"], "kubernetes": ["docker", "kubernetes"]}
    several = {
        "container": containers[answers["container"]],
        "ci": [system for system in SYSTEMS if system in answers["ci"].split(",")],
    }
    order = ("framework database auth queue events cache server proxy container ci cloud "
             "realtime cdn tests")  # fmt: skip
    return [
        [axis, choice]
        for axis in order.split()
        for choice in several.get(axis, [answers[axis]])
        if choice not in {"none", "no"}
    ]


def accounts(auth: str) -> str:
    if auth == "none":
        return "none"
    return "provider" if auth == "oauth2" else "passwords"


def fanout(answers: dict[str, str]) -> str:
    if answers["realtime"] == "no":
        return "none"
    return "redis" if answers["queue"] == "redis" or answers["cache"] == "redis" else "memory"


def before_jobs(answers: dict[str, str]) -> str:
    djangos_own = answers["framework"] == "django" and answers["auth"] == "session"
    without = answers["auth"] == "none" or djangos_own
    return "0001_initial" if without else "0002_sign_in"


# The question that a module belongs to.
AXIS_OF = {
    "cache": "cache", "stats": "cache", "queue": "queue", "jobs": "queue", "events": "events",
    "outbox": "events", "activity": "events", "auth": "auth", "realtime": "realtime",
}  # fmt: skip


def modules(answers: dict[str, str], names: str) -> list[str]:
    """Those of the names that were not left out."""
    left_out = {name for name, axis in AXIS_OF.items() if answers[axis] in {"none", "no"}}
    if answers["auth"] != "oauth2":
        left_out.add("oauth2")
    return [name for name in names.split() if name not in left_out]


TABLES = {"sqlite", "postgresql", "mysql"}

# Files that only one kind of answer needs: the axis, and the choices that have them.
FILES: dict[str, tuple[str, set[str]]] = {
    "app/orm.py": ("database", TABLES),
    "app/auth.py": ("auth", {"jwt", "session", "oauth2"}),
    "app/passwords.py": ("auth", {"jwt", "session"}),
    "app/rate_limit.py": ("auth", {"jwt", "session"}),
    "app/tokens.py": ("auth", {"jwt", "oauth2"}),
    "app/refresh_tokens.py": ("auth", {"jwt", "oauth2"}),
    "app/oauth2.py": ("auth", {"oauth2"}),
    "app/provider.py": ("auth", {"oauth2"}),
    "app/queue.py": ("queue", {"redis", "rabbitmq"}),
    "app/tasks.py": ("queue", {"redis", "rabbitmq"}),
    "app/jobs.py": ("queue", {"redis", "rabbitmq"}),
    "app/outbox.py": ("events", {"kafka"}),
    "app/relay.py": ("events", {"kafka"}),
    "app/consumer.py": ("events", {"kafka"}),
    "app/activity.py": ("events", {"kafka"}),
    "app/cache.py": ("cache", {"redis", "memcached"}),
    "app/stats.py": ("cache", {"redis", "memcached"}),
    "gunicorn.conf.py": ("server", {"gunicorn"}),
    "uwsgi.ini": ("server", {"uwsgi"}),
    "app/realtime.py": ("realtime", {"yes"}),
    "app/fanout.py": ("realtime", {"yes"}),
    "app/static/states.woff2": ("cdn", {"yes"}),
}
# Likewise, where several can be chosen.
PIPELINES: dict[str, str] = {
    ".github/workflows/ci.yml": "github",
    ".gitlab-ci.yml": "gitlab",
    "Jenkinsfile": "jenkins",
    ".travis.yml": "travis",
    ".circleci/config.yml": "circleci",
}

# Packages that nobody needs who has chosen otherwise: the axis, and the choices that need them.
PACKAGES: dict[str, tuple[str, set[str]]] = {
    "fastapi": ("framework", {"fastapi"}),
    "uvicorn-worker": ("server", {"gunicorn"}),
    "aiosqlite": ("framework", {"fastapi"}),
    "flask": ("framework", {"flask"}),
    "flask-restful": ("framework", {"flask"}),
    "apispec": ("framework", {"flask"}),
    "flask-sock": ("realtime", {"yes"}),
    "django": ("framework", {"django"}),
    "djangorestframework": ("framework", {"django"}),
    "drf-spectacular": ("framework", {"django"}),
    "channels": ("realtime", {"yes"}),
    "sqlalchemy": ("database", TABLES),
    "alembic": ("database", TABLES),
    "pymongo": ("database", {"mongodb"}),
    "django-mongodb-backend": ("database", {"mongodb"}),
    "psycopg": ("database", {"postgresql"}),
    "asyncpg": ("database", {"postgresql"}),
    "pymysql": ("database", {"mysql"}),
    "aiomysql": ("database", {"mysql"}),
    "mysqlclient": ("database", {"mysql"}),
    "pyjwt": ("auth", {"jwt", "oauth2"}),
    "authlib": ("auth", {"oauth2"}),
    "joserfc": ("auth", {"oauth2"}),
    "argon2-cffi": ("auth", {"jwt", "session"}),
    "email-validator": ("auth", {"jwt", "session"}),
    "limits": ("auth", {"jwt", "session"}),
    "flask-limiter": ("auth", {"jwt", "session"}),
    "celery": ("queue", {"redis", "rabbitmq"}),
    "aiokafka": ("events", {"kafka"}),
    "confluent-kafka": ("events", {"kafka"}),
    "pymemcache": ("cache", {"memcached"}),
    "memcachio": ("cache", {"memcached"}),
    "gunicorn": ("server", {"gunicorn"}),
    "uwsgi": ("server", {"uwsgi"}),
    "pyuwsgi": ("server", {"uwsgi"}),
    "pytest": ("tests", {"pytest"}),
    "pytest-django": ("tests", {"pytest"}),
    "pytest-asyncio": ("tests", {"pytest"}),
}


def is_for_the_admin(name: str, answers: dict[str, str]) -> bool:
    """Django's administrators sign in by a password, however others do."""
    of_passwords = {"app/passwords.py", "app/rate_limit.py", "argon2-cffi", "limits"}
    return (answers["framework"], answers["auth"]) == ("django", "oauth2") and name in of_passwords


def needs_redis(answers: dict[str, str]) -> bool:
    return "redis" in {answers["queue"], answers["cache"]}
