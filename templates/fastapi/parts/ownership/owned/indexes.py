INDEXES["notes"] = [IndexModel(["owner_id", ("created_at", DESCENDING), ("_id", DESCENDING)])]
