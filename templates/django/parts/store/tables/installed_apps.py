INSTALLED_APPS = [*base.INSTALLED_APPS, "django.contrib.contenttypes", "django.contrib.auth"]
