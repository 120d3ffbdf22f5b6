"""Start-up of the accounts app: who may do what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Connects the key cache to the keys, and tells the OpenAPI schema how callers sign in."""

    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import key_use, verified_keys
        from accounts.api import schema  # noqa: F401 - importing registers the extensions

        verified_keys.connect()
        key_use.connect()
