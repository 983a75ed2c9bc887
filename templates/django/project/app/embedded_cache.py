"""A cache in the memory of this process: needs no server, and is empty after a restart."""

# https://docs.djangoproject.com/en/5.2/topics/cache/#local-memory-caching
EMBEDDED = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "answers",
    "OPTIONS": {"MAX_ENTRIES": 1000},
}
