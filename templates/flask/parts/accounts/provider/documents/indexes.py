# Somebody who signs in twice at once, for the first time, has one account.
("users", IndexModel([("issuer", ASCENDING), ("subject", ASCENDING)], unique=True)),
