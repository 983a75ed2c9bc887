"""The collections of the database. The key of a document is always called `_id`.

https://www.mongodb.com/docs/languages/python/django-mongodb/current/model-data/models/
"""

import uuid

from django.db import models
from django.utils import timezone

from app.fields import Moment
