from config.settings.static import *
