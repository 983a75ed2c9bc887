"""Passwords of the tests."""

from app.passwords import Argon2idHasher

PASSWORD = "correct horse battery"

# Hashes that cost nothing: the tests sign in often.
Argon2idHasher.time_cost = Argon2idHasher.parallelism = 1
Argon2idHasher.memory_cost = 8
