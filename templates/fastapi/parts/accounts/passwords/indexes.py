INDEXES["users"] = [IndexModel("email", unique=True)]
