"""The tables of the database.

https://docs.djangoproject.com/en/5.2/topics/db/models/
"""

import uuid

from django.db import models
from django.utils import timezone
