from config.settings.asgi import *
