"""A Redis as Heroku gives it: a password, TLS alone, and a certificate that nobody has signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis import Redis as Client
from redis.exceptions import RedisError

from tests.services.redis import Redis

if TYPE_CHECKING:
    from collections.abc import Sequence

PASSWORD = "p1234567890"


class HerokuRedis(Redis):
    """Redis behind TLS."""

    def initialize(self) -> None:
        self.run(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
            "-subj", "/CN=redis", "-keyout", "key.pem", "-out", "certificate.pem",
        )  # fmt: skip

    def command(self) -> Sequence[str]:
        return [
            str(self.binaries / "redis-server"), "--bind", "127.0.0.1", "--port", "0",
            "--tls-port", str(self.port), "--tls-cert-file", "certificate.pem",
            "--tls-key-file", "key.pem", "--tls-auth-clients", "no",
            "--requirepass", PASSWORD, "--dir", str(self.folder), "--save", "",
        ]  # fmt: skip

    @property
    def url(self) -> str:
        """As the add-on has it in REDIS_URL."""
        return f"rediss://:{PASSWORD}@127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            with Client.from_url(f"{self.url}?ssl_cert_reqs=none", socket_timeout=2) as client:
                return bool(client.ping())
        except RedisError:
            return False
