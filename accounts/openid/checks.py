"""What of the environment's settings for OpenID Connect does not fit together, told before the server starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from accounts.choices import Role
from accounts.openid.provider import is_configured


@register
def check_openid(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    mistakes = []
    if not settings.PASSWORD_SIGN_IN and not is_configured():
        mistakes.append("PASSWORD_SIGN_IN=0 needs OIDC_ISSUER and OIDC_CLIENT_ID: nobody else could sign in.")
    if settings.OIDC_PROJECT and not settings.OIDC_ALLOWED_DOMAINS:
        mistakes.append("OIDC_PROJECT needs OIDC_ALLOWED_DOMAINS: anybody whom the provider knows could join.")
    if settings.OIDC_ROLE not in Role.values:
        mistakes.append(f"OIDC_ROLE is one of {', '.join(Role.values)}.")
    return [Error(mistake, id=f"accounts.E{number:03}") for number, mistake in enumerate(mistakes, start=1)]
