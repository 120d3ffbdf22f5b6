"""The person behind a request, where there is one."""

from django.http import HttpRequest
from rest_framework.request import Request

from accounts.models import User

# Who makes a change: a request, or words such as "command bootstrap".
By = HttpRequest | Request | str


def person_of(by: By) -> User | None:
    """None for a program and for a command."""
    user = getattr(by, "user", None)
    return user if isinstance(user, User) else None
