"""What attackers try, each test after an item of the lists of OWASP.

https://owasp.org/API-Security/editions/2023/en/0x11-t10/
https://owasp.org/Top10/
"""

import json
import os
from contextlib import redirect_stdout
from io import StringIO
from unittest.mock import patch

from app import logs
from app.main import create_app
