        import app.auth_docs  # noqa: F401, PLC0415 - it registers itself
