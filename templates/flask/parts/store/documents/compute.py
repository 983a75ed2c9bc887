def _compute(visible: dict[str, Any]) -> Stats:
    # https://www.mongodb.com/docs/manual/reference/operator/aggregation/group/
    sums = {
        "_id": None,
        "total": {"$sum": 1},
        "characters": {"$sum": {"$strLenCP": "$body"}},
        "last_updated_at": {"$max": "$updated_at"},
    }
    found = list(current_database().notes.aggregate([{"$match": visible}, {"$group": sums}]))
    # Without notes there is no group.
    nothing = {"total": 0, "characters": 0, "last_updated_at": None}
    return Stats.model_validate(found[0] if found else nothing)
