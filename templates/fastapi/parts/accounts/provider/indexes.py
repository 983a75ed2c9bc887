INDEXES["users"] = [IndexModel(["issuer", "subject"], unique=True)]
