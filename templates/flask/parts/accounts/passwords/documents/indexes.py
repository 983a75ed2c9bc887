# Of two people who register with one e-mail at once, one is refused.
("users", IndexModel("email", unique=True)),
