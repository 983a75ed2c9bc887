"""People with an e-mail and a password."""

from uuid import uuid4

from argon2 import PasswordHasher
from flask.testing import FlaskClient

from app import passwords

PASSWORD = "correct horse battery staple"

# A good hash takes its time on purpose; the tests need not wait.
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def register(client: FlaskClient) -> dict[str, str]:
    """Register somebody new, and return the e-mail and the password."""
    account = {"email": f"{uuid4().hex}@example.com", "password": PASSWORD}
    assert client.post("/api/auth/register", json=account).status_code == 201
    return account
