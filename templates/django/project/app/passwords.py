"""Passwords are stored as Argon2id hashes, each with a salt and its parameters.

Django's `authenticate` compares in constant time, hashes for unknown users too, and renews a hash
that was made with other parameters.
https://docs.djangoproject.com/en/5.2/topics/auth/passwords/
"""

from argon2 import DEFAULT_MEMORY_COST, DEFAULT_PARALLELISM, DEFAULT_TIME_COST
from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with the parameters that argon2-cffi keeps up to date.

    https://argon2-cffi.readthedocs.io/en/stable/parameters.html
    """

    time_cost = DEFAULT_TIME_COST
    memory_cost = DEFAULT_MEMORY_COST
    parallelism = DEFAULT_PARALLELISM
