"""The application as an ASGI server sees it.

https://channels.readthedocs.io/en/stable/topics/routing.html
"""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# This loads the settings and the models, which the sockets need.
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402

from app import bodies, realtime  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": bodies.whole(http),
        "websocket": realtime.NotesSocket.as_asgi(),
        "lifespan": realtime.lifespan,
    }
)
