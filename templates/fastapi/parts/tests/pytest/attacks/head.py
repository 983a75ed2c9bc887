"""What attackers try, each test after an item of the lists of OWASP.

https://owasp.org/API-Security/editions/2023/en/0x11-t10/
https://owasp.org/Top10/
"""

import json
from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import logs
from app.main import create_app
