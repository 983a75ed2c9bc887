from config.settings.cache import *
