    Technology("unittest", "tests/base.py", None),
