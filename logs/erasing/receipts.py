"""Signed receipts: what was removed, without naming it; and the hash by which a person is called from then on."""

import hmac
import json
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from ..canonical import Json

_ALGORITHM = "Ed25519"


def pseudonym(project_id: int, identifier: str) -> str:
    """Who knows the identifier and has the server's key can tell that it is the same person; nobody else can."""
    key = _derived(settings.SECRET_KEY, b"llmlogs: names of erased people")
    text = f"{project_id}:{identifier}".encode("utf-8", "surrogatepass")
    return hmac.new(key, text, "sha256").hexdigest()[:32]


def signed(statement: Mapping[str, Json]) -> dict[str, Json]:
    """A receipt: the statement, and a signature that anybody can check who has the public key."""
    key = Ed25519PrivateKey.from_private_bytes(_seed(settings.SECRET_KEY))
    signature = key.sign(_bytes(statement))
    public = key.public_key().public_bytes_raw()
    return {
        "statement": dict(statement),
        "algorithm": _ALGORITHM,
        "public_key": b64encode(public).decode(),
        "signature": b64encode(signature).decode(),
    }


def is_genuine(receipt: Json, public_key: str = "") -> bool:
    """Whether this server signed it, under its present SECRET_KEY or a fallback; or whoever has `public_key`."""
    try:
        signature, statement = b64decode(receipt["signature"], validate=True), _bytes(receipt["statement"])
        keys = [Ed25519PublicKey.from_public_bytes(b64decode(public_key, validate=True))] if public_key else _own_keys()
    except (KeyError, TypeError, ValueError, Base64Error):
        return False
    return any(_fits(key, signature, statement) for key in keys)


def _fits(key: Ed25519PublicKey, signature: bytes, statement: bytes) -> bool:
    try:
        key.verify(signature, statement)
    except InvalidSignature:
        return False
    return True


def _own_keys() -> Iterator[Ed25519PublicKey]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield Ed25519PrivateKey.from_private_bytes(_seed(secret)).public_key()


def _bytes(statement: Json) -> bytes:
    return json.dumps(statement, sort_keys=True, separators=(",", ":")).encode()


def _seed(secret: str) -> bytes:
    return _derived(secret, b"llmlogs: receipts of erasure")


def _derived(secret: str, purpose: bytes) -> bytes:
    """A key of its own purpose."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
