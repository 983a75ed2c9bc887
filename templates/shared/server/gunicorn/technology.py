    Technology("Gunicorn", "gunicorn.conf.py", None),
