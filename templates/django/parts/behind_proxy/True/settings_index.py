from config.settings.proxies import *
