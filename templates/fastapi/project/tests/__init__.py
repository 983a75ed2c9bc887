"""The tests: one file per concern."""

import tests.support  # noqa: F401 - it keeps the shell and `.env` out, whichever test runs
