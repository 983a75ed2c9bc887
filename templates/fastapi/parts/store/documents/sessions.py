"""Sessions: a document on the server, and a random token in a cookie that leads to it.

https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
"""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from app import accounts
from app.accounts import User
from app.base import Document, now
from app.database import Database


class SignedIn(Document):
    """A session that was started and not ended; its `id` is the hash of its token.

    An index has MongoDB clear away what has expired, within a minute or so.
    """

    user_id: str
    expires_at: datetime


def hash_token(token: str) -> str:
    """Hash a token: who reads the collection still cannot use what is in it."""
    return sha256(token.encode()).hexdigest()


def csrf_token(token: str, secret_key: str) -> str:
    """Derive what proves that a request comes from a page that may read our cookies.

    https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
    """
    return hmac.new(secret_key.encode(), f"csrf:{token}".encode(), sha256).hexdigest()


async def start(database: Database, user: User, lifetime: timedelta) -> str:
    """Start a session and return its token."""
    token = secrets.token_urlsafe(32)
    started = SignedIn(id=hash_token(token), user_id=user.id, expires_at=now() + lifetime)
    await database["sessions"].insert_one(started.dump())
    return token


async def find(database: Database, token: str) -> SignedIn | None:
    """Return the session that a token leads to."""
    wanted = {"_id": hash_token(token), "expires_at": {"$gt": now()}}
    stored = await database["sessions"].find_one(wanted)
    return SignedIn.load(stored) if stored else None


async def find_user(database: Database, token: str) -> User | None:
    """Return who is signed in with this token."""
    signed_in = await find(database, token)
    return await accounts.find_user(database, signed_in.user_id) if signed_in else None


async def end(database: Database, token: str) -> None:
    """End a session: from now on its token leads nowhere."""
    await database["sessions"].delete_one({"_id": hash_token(token)})
