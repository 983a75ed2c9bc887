"""The application as a WSGI server sees it.

https://docs.djangoproject.com/en/5.2/howto/deployment/wsgi/
"""

import os

from django.core.wsgi import get_wsgi_application

from app import bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = bodies.whole(get_wsgi_application())
