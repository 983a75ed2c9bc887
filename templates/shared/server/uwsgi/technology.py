    Technology("uWSGI", "uwsgi.ini", None),
