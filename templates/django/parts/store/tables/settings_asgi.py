"""What differs when an ASGI server runs the application.

https://docs.djangoproject.com/en/5.2/howto/deployment/asgi/
"""

import warnings

from config.settings import database

# Each request has a thread of its own, and a connection that a thread keeps would be lost with it.
# https://docs.djangoproject.com/en/5.2/ref/databases/#persistent-connections
DATABASES = {"default": {**database.DATABASES["default"], "CONN_MAX_AGE": 0}}

# A thread reads each static file whole: they are small.
# https://docs.djangoproject.com/en/5.2/ref/request-response/#serving-streaming-content-asynchronously
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
