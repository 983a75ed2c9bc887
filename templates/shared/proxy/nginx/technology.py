    Technology("nginx", "deploy/nginx/", None),
