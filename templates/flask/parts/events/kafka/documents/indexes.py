# Events that were not sent yet are read in this order; MongoDB removes those sent a week ago.
("outbox", IndexModel([("sent_at", ASCENDING), ("position", ASCENDING)])),
("outbox", IndexModel("sent_at", expireAfterSeconds=WEEK)),
# The activity of one audience is read in this order.
(
    "activity",
    IndexModel([("audience", ASCENDING), ("at", DESCENDING), ("_id", DESCENDING)]),
),
