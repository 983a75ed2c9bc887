# The list is read in this order.
("notes", IndexModel([("created_at", DESCENDING), ("_id", DESCENDING)])),
