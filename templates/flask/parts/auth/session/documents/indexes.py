# MongoDB removes a session that has expired.
("sessions", IndexModel("expires_at", expireAfterSeconds=0)),
