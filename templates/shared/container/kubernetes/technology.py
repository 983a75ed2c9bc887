    Technology("Kubernetes", "deploy/kubernetes/base/kustomization.yaml", None),
