    Technology("Docker", "Dockerfile", None),
