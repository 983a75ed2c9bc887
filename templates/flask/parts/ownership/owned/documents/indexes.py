# The list of one owner is read in this order.
(
    "notes",
    IndexModel([("owner_id", ASCENDING), ("created_at", DESCENDING), ("_id", DESCENDING)]),
),
