INSTALLED_APPS = [*base.INSTALLED_APPS, "config.apps.ContentTypes", "config.apps.Auth"]

# Django's own migrations number what they store; these give it the keys that MongoDB makes,
# and sessions an index that it can read.
# https://docs.djangoproject.com/en/5.2/ref/settings/#migration-modules
MIGRATION_MODULES = {
    "admin": "mongo_migrations.admin",
    "auth": "mongo_migrations.auth",
    "contenttypes": "mongo_migrations.contenttypes",
    "sessions": "mongo_migrations.sessions",
}
