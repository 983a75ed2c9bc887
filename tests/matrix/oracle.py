"""What the questionnaire should say, written by hand: a second opinion, on purpose not derived.

Whoever adds a choice to `copier.yml` adds it here as well, from the design and not by copying.
"""

from __future__ import annotations

# The default stands first.
AXES: dict[str, list[str]] = {
    "framework": ["fastapi", "flask", "django"],
    "database": ["sqlite", "postgresql", "mysql"],
    "auth": ["jwt", "session", "none"],
    "tests": ["pytest", "unittest"],
}

PRESETS: dict[str, dict[str, str]] = {
    "first-steps": {
        "framework": "flask", "database": "sqlite", "auth": "none", "tests": "unittest",
    },
    "api": {"framework": "fastapi", "database": "postgresql", "auth": "jwt", "tests": "pytest"},
    "website": {
        "framework": "django", "database": "postgresql", "auth": "session", "tests": "unittest",
    },
    "classic": {"framework": "flask", "database": "mysql", "auth": "session", "tests": "pytest"},
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
    "日本語": "backend",
    "!!!": "backend",
    "v2.0": "v2-0",
    "x" * 60: "x" * 60,
}

WRONG_NAMES: list[str] = [
    "", " ", "\t", "x" * 61, "a\nb", "a\x00b", "a\x7fb", 'say "hi"', "back\\slash", "{{ name }}",
    "<b>",
]  # fmt: skip


def possible(_answers: dict[str, str]) -> bool:
    """Whether answers fit together: so far all of them do."""
    return True


def ownership(answers: dict[str, str]) -> str:
    return "open" if answers["auth"] == "none" else "owned"


def chosen(answers: dict[str, str]) -> list[list[str]]:
    order = ["framework", "database", "auth", "tests"]
    return [[axis, answers[axis]] for axis in order if answers[axis] != "none"]


def wired(answers: dict[str, str]) -> list[str]:
    modules = ["logs", "errors", "security", "database", "health", "home", "auth", "notes"]
    return [name for name in modules if name != "auth" or answers["auth"] != "none"]


# Files that only signing in needs.
FILES_OF_AUTH = ["app/auth.py", "app/passwords.py", "app/rate_limit.py"]

# Packages that belong to one choice: another project must not list them.
PACKAGES: dict[tuple[str, str], set[str]] = {
    ("framework", "fastapi"): {"fastapi", "uvicorn", "aiosqlite"},
    ("framework", "flask"): {"flask", "flask-restful", "flask-limiter", "apispec"},
    ("framework", "django"): {"django", "djangorestframework", "drf-spectacular", "whitenoise"},
    ("database", "postgresql"): {"psycopg", "psycopg2", "asyncpg"},
    ("database", "mysql"): {"pymysql", "aiomysql", "mysqlclient"},
    ("auth", "jwt"): {"pyjwt", "djangorestframework-simplejwt"},
    ("tests", "pytest"): {"pytest", "pytest-django", "pytest-asyncio"},
}
PACKAGES_OF_AUTH = {"argon2-cffi", "email-validator", "limits", "flask-limiter"}
