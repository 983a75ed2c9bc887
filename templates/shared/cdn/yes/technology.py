    Technology("CDN", "app/static_files.py", None),
