"""Sessions in the database, as Django keeps them.

https://docs.djangoproject.com/en/5.2/topics/http/sessions/#extending-database-backed-session-engines
"""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore


class SessionStore(DatabaseSessionStore):
    """Refuses a key in other letters, which MySQL takes for the same."""

    def __init__(self, session_key: str | None = None) -> None:
        # Django makes keys of small letters and digits.
        super().__init__(session_key if session_key == (session_key or "").lower() else None)
