from config.settings.users import *
from config.settings.admin import *
from config.settings.auth import *
