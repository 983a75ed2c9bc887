"""Generate ready-to-run Python backends in Django, Flask or FastAPI."""

__version__ = "0.1.0"
