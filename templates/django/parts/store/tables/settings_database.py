"""Where the data is kept.

https://docs.djangoproject.com/en/5.2/ref/settings/#databases
"""

from urllib.parse import quote

from app.database import connect
from config.settings.environment import BASE_DIR, env

DATABASE_FILE = BASE_DIR / "var" / "app.db"
DATABASE_URL = env.str("DATABASE_URL", default="")

if not DATABASE_URL:
    DATABASE_FILE.parent.mkdir(exist_ok=True)

DATABASES = {
    "default": connect(DATABASE_URL or f"sqlite:///{quote(DATABASE_FILE.as_posix(), safe='/:')}")
}
