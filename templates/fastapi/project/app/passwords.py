"""Passwords are stored as Argon2id hashes: slow to compute, so slow to guess.

https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
"""

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

hasher = PasswordHasher()  # https://argon2-cffi.readthedocs.io/en/stable/parameters.html

# Nobody's hash: checking against it makes an unknown address cost the time of a known one.
DUMMY_HASH = hasher.hash(secrets.token_urlsafe())


async def hash_password(password: str) -> str:
    """Hash a password in a thread, so that other requests go on meanwhile."""
    return await asyncio.to_thread(hasher.hash, password)


async def password_fits(password: str, password_hash: str | None) -> bool:
    """Compare in a thread; without a hash it takes as long, and is False."""
    try:
        await asyncio.to_thread(hasher.verify, password_hash or DUMMY_HASH, password)
    except VerifyMismatchError:
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return hasher.check_needs_rehash(password_hash)
