"""The words of redaction: what rules look for, and what they do with it."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What a rule looks for; the order is that in which they look, and what one has found no later one does."""

    SECRETS = "secrets", "Keys and secrets"
    CUSTOM = "custom", "An expression of your own"
    EMAIL = "email", "E-mail addresses"
    IBAN = "iban", "Bank accounts (IBAN)"
    CARD = "card", "Payment cards"
    PHONE = "phone", "Phone numbers"
    CONTENT = "content", "All content"


class Mode(TextChoices):
    """What becomes of what a rule finds."""

    MASK = "mask", "Mask: [redacted:…] takes its place"
    HASH = "hash", "Hash: a mark of its own takes its place, the same for equal values"
    DROP = "drop", "Drop: the whole value it stands in goes"
    METADATA_ONLY = "metadata-only", "Metadata only: the log is stored without its content"


BUILT_IN = tuple(kind for kind in Kind if kind != Kind.CUSTOM)
# Secrets are worth nothing to who reads logs and everything to who steals them, and look like nothing else. Personal
# data may be what the logs are kept for, and what is masked is gone: a project decides that itself.
ON_IN_NEW_PROJECTS = (Kind.SECRETS,)
