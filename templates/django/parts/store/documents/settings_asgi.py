"""What differs when an ASGI server runs the application.

https://docs.djangoproject.com/en/5.2/howto/deployment/asgi/
"""

import warnings

# A thread reads each static file whole: they are small.
# https://docs.djangoproject.com/en/5.2/ref/request-response/#serving-streaming-content-asynchronously
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
