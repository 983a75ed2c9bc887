from config.settings.users import *
from config.settings.auth import *
