"""Start-up of the accounts app: who may do what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Connects the key cache to the keys, and tells the OpenAPI schema how callers sign in."""

    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import addresses, verified_keys
        from accounts.api import schema  # noqa: F401 - importing registers the extensions
        from accounts.keys import use
        from accounts.openid import checks  # noqa: F401 - likewise

        addresses.trusted_proxies()  # what cannot be read shall stop the start
        verified_keys.connect()
        use.connect()
