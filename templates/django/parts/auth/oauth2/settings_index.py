from config.settings.oauth2 import *
