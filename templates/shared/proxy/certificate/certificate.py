"""Make a certificate for this computer's own names: `uv run poe certificate`.

A browser believes it once it knows deploy/tls/ca.pem, which is made along with it; the authority's
own key is not kept. https://trustme.readthedocs.io/
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trustme import CA

FOLDER = Path(__file__).parent / "tls"
NAMES = ("localhost", "127.0.0.1", "::1")
# Browsers take none that is valid for longer.
DAYS = 397
{% if container == 'none' %}
# Nobody but the owner reads the key; the proxy does so as root, before it becomes somebody else.
KEY_MODE = 0o600
{% else %}
# The proxy reads the key as another user, in its container; it is for this computer's names only.
KEY_MODE = 0o644
{% endif %}


def main() -> None:
    """Write the certificate, its key, and the authority that vouches for it."""
    certificate, key = FOLDER / "certificate.pem", FOLDER / "key.pem"
    if certificate.exists():
        sys.exit(f"{certificate} is there already: delete it to get another one.")
    authority = CA(organization_name="{{ slug }} on this computer")
    made = authority.issue_cert(*NAMES, not_after=datetime.now(UTC) + timedelta(days=DAYS))
    with open(key, "wb", opener=with_key_mode) as file:
        file.write(made.private_key_pem.bytes())
    certificate.write_bytes(b"".join(part.bytes() for part in made.cert_chain_pems))
    authority.cert_pem.write_to_path(FOLDER / "ca.pem")
    print(f"Written to {FOLDER}. Until a browser knows ca.pem it warns.")


def with_key_mode(path: str, flags: int) -> int:
    """Make a file that has its mode from the start."""
    return os.open(path, flags, mode=KEY_MODE)


if __name__ == "__main__":
    main()
