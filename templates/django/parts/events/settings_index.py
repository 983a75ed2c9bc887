from config.settings.events import *
