"""The tests."""

from importlib import import_module
from pathlib import Path
from unittest import TestLoader, TestSuite


def load_tests(loader: TestLoader, _: TestSuite, pattern: str) -> TestSuite:
    """Look for the tests, as soon as it is clear that they have a database."""
    # Anywhere else, unittest would take the end of the program for a test that failed.
    # https://docs.python.org/3/library/unittest.html#load-tests-protocol
    import_module("tests.support")
    return loader.discover(str(Path(__file__).parent), pattern)
