    Technology("Apache", "deploy/apache/", None),
