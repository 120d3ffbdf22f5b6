"""Between the password and the session: who has a second factor enters its code first."""

from time import time

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.second_factor.codes import has_second_factor

_PENDING = "second_factor"
_SECONDS = 600  # how long the password is good for


def sign_in(request: HttpRequest, user: User) -> bool:
    """Signs in who has no second factor; of others it is noted who wants to. Either way the session has a new key."""
    if not has_second_factor(user):
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return True
    request.session.flush()
    request.session[_PENDING] = [user.pk, user.get_session_auth_hash(), time() + _SECONDS]
    return False


def pending(request: HttpRequest) -> User | None:
    """Who has given the password and not yet the code; nobody once the password has been changed meanwhile."""
    pk, auth_hash, until = request.session.get(_PENDING) or (None, "", 0)
    user = User.objects.filter(pk=pk, is_active=True).first() if time() < until else None
    if user is None or not constant_time_compare(user.get_session_auth_hash(), auth_hash):
        return None
    return user


def finish(request: HttpRequest, user: User) -> None:
    """The code was right."""
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
