    Technology("Kubernetes", "deploy/kubernetes/", None),
