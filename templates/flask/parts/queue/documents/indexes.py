# The periodic task looks for jobs that are lost; MongoDB removes those finished a week ago.
("jobs", IndexModel([("status", ASCENDING), ("changed_at", ASCENDING)])),
("jobs", IndexModel("finished_at", expireAfterSeconds=WEEK)),
