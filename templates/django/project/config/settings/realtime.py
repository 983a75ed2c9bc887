"""How a change reaches the sockets of every process."""

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env

# Without it, sockets hear of the changes that their own process makes.
# https://redis.io/docs/latest/develop/pubsub/
REALTIME_URL = env.str("REALTIME_URL", default="")

if REALTIME_URL and not REALTIME_URL.startswith(("redis://", "rediss://")):
    raise ImproperlyConfigured("REALTIME_URL does not name Redis: write redis://host:6379/0.")
