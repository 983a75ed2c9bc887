from config.settings.realtime import *
