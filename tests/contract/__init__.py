"""The HTTP contract as a black-box suite: the same for every framework, over HTTP alone.

Start any generated project with ``CORS_ORIGINS=https://app.example`` and the other settings at
their defaults, then::

    pytest tests/contract --base-url http://127.0.0.1:8000 --auth jwt --cache redis
"""
