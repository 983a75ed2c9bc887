INDEXES["notes"] = [IndexModel([("created_at", DESCENDING), ("_id", DESCENDING)])]
