"""How a project gets to production: each file is proved by the tools of its own field."""
