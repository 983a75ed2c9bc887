"""A private OpenID provider, which signs in whoever its form names."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from tests.services.downloads import fetched
from tests.services.service import Service

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "server.mjs", "accounts.mjs", "forge.mjs")
FETCH = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
OLDEST_NODE = 20
CLIENT = "notes:a-secret-of-the-tests-of-more-than-32-characters"


class OpenIDProvider(Service):
    """The certified library `oidc-provider`, whose sign-in page is a form without a password."""

    name = "oidc"

    @classmethod
    def find(cls) -> Path | None:
        if not shutil.which("npm") or node_version() < OLDEST_NODE:
            return None
        return fetched(cls.name, [HERE / name for name in FILES], *FETCH)

    def command(self) -> Sequence[str]:
        server = str(self.binaries / "server.mjs")
        return ["node", "--no-warnings", server, str(self.port), str(self.folder)]

    @property
    def url(self) -> str:
        """The issuer, with the client that it knows as its user."""
        return f"http://{CLIENT}@127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            return httpx.get(
                f"http://127.0.0.1:{self.port}/.well-known/openid-configuration",
                trust_env=False, timeout=2,
            ).is_success  # fmt: skip
        except httpx.TransportError:
            return False


def node_version() -> int:
    """Its first number; 0 where there is none. Debian 12's own is too old for the library."""
    if not shutil.which("node"):
        return 0
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    return int(told.stdout.strip().removeprefix("v").partition(".")[0])


def settings(url: str, project: str) -> dict[str, str]:
    """The settings of a project that is called at a base URL, such as http://127.0.0.1:8000."""
    place = urlsplit(url)
    return {
        "OAUTH2_ISSUER": f"{place.scheme}://{place.hostname}:{place.port}",
        "OAUTH2_CLIENT_ID": place.username or "",
        "OAUTH2_CLIENT_SECRET": place.password or "",
        "OAUTH2_REDIRECT_URL": f"{project}/api/auth/oauth2/callback",
    }
