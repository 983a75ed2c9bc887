"""Passwords are stored as Argon2id hashes: slow to compute, so slow to guess.

https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
"""

import asyncio
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

hasher = PasswordHasher()  # https://argon2-cffi.readthedocs.io/en/stable/parameters.html


async def hash_password(password: str) -> str:
    """Hash a password in a thread, so that other requests go on meanwhile."""
    return await asyncio.to_thread(hasher.hash, password)


async def password_fits(password: str, password_hash: str | None) -> bool:
    """Compare in a thread; without a hash it takes as long, and is False."""
    return await asyncio.to_thread(compare, password, password_hash)


def compare(password: str, password_hash: str | None) -> bool:
    """Compare with nobody's hash where there is none, so that the time gives nothing away."""
    nobodys = nobodys_hash()
    try:
        hasher.verify(password_hash or nobodys, password)
    except VerifyMismatchError:
        return False
    return password_hash is not None


@cache
def nobodys_hash() -> str:
    """Make a hash that no password fits, once."""
    return hasher.hash(secrets.token_urlsafe())


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(password_hash)
