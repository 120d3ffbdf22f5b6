"""Django's sign-in by password, held to the throttle wherever it is asked: page, token, admin."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.addresses import client_address
from accounts.models import User
from accounts.sign_in import throttle


class PasswordBackend(ModelBackend):
    """E-mail and password. Unknown, wrong and switched off take the same work and give the same answer."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **given: Any
    ) -> User | None:
        """Raises TooManyTriesError."""
        tried = User.objects.normalize_email(username or given.get(User.USERNAME_FIELD))
        if not tried or password is None:
            return None
        limits = throttle.limits_of(tried, client_address(request.META) if request else "")
        throttle.take(limits)
        user = super().authenticate(request, tried, password)
        if user is not None and not (settings.PASSWORD_SIGN_IN or user.is_superuser):
            user = None  # the same answer as to a wrong password, after the same work
        if user is None:
            throttle.fail(limits, tried=tried, by=request or "sign-in")
        else:
            throttle.release(limits)
        return user
