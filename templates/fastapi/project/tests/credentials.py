"""People who register with a password, quicker and more often than real ones do."""

import os

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from app import passwords

PASSWORD = "correct horse battery staple"

# Hashes that are quick to make, as these passwords protect nothing.
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# Tests sign in more often than people do.
os.environ["SIGN_IN_RATE_LIMIT"] = "1000/minute"


def register(client: TestClient, email: str = "ada@example.com") -> dict[str, str]:
    """Register, and return what was registered."""
    account = {"email": email, "password": PASSWORD}
    answer = client.post("/api/auth/register", json=account)
    assert answer.status_code == 201, answer.text
    return account
