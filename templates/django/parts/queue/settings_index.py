from config.settings.queue import *
