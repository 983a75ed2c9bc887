    Technology("Django", "config/settings/__init__.py", None),
