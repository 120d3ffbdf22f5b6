"""Secrets: drawing random ones, digesting those we only compare, encrypting those we need back."""

import hashlib
import secrets
import string
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

LETTERS_AND_DIGITS = string.ascii_letters + string.digits


def random_text(length: int) -> str:
    """Random letters and digits only, so that a secret survives shells, URLs and double clicks."""
    return "".join(secrets.choice(LETTERS_AND_DIGITS) for _ in range(length))


def digest(text: str) -> str:
    """SHA-256 in hex. Our secrets are long and random, so a slow password hash would buy nothing.

    Text from a caller may hold lone surrogates, which plain UTF-8 refuses.
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Raises cryptography's InvalidToken where the text was encrypted under an unknown SECRET_KEY."""
    return _fernet().decrypt(token.encode()).decode()


def _fernet() -> MultiFernet:
    return _fernet_of(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=4)
def _fernet_of(*secret_keys: str) -> MultiFernet:
    return MultiFernet([Fernet(_derive(secret_key)) for secret_key in secret_keys])


def _derive(secret_key: str) -> bytes:
    """A key of its own purpose, so that it is not the one that signs sessions and tokens."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"llmlogs: secrets of bot apps")
    return urlsafe_b64encode(hkdf.derive(secret_key.encode()))
