    Technology("pytest", "tests/conftest.py", None),
