"""What the application writes to its log."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO


@contextmanager
def logged() -> Iterator[StringIO]:
    """Catch what is logged meanwhile, from INFO on."""
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.INFO)
    with redirect_stdout(StringIO()) as output:
        yield output
    logging.getLogger().setLevel(level)
