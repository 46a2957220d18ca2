"""Passwords hashed as in the product, with as little work as the algorithm takes: hundreds of them are made."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    """Argon2 with the least memory and one round."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
