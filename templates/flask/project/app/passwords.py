"""Passwords are kept as Argon2id hashes, which nobody can turn back."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# The defaults follow RFC 9106: https://argon2-cffi.readthedocs.io/en/stable/parameters.html
hasher = PasswordHasher()
_nobodys_hash = hasher.hash(secrets.token_hex())


def hash_password(password: str) -> str:
    """Hash a password, with a salt of its own."""
    return hasher.hash(password)


def verify_password(stored_hash: str | None, password: str) -> bool:
    """Compare a password; for an account that does not exist it takes the same time."""
    try:
        return hasher.verify(stored_hash or _nobodys_hash, password) and bool(stored_hash)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(stored_hash)
