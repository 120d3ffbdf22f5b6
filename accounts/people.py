"""The person behind a request, where there is one, and the end of a person's access."""

from django.db import transaction
from django.http import HttpRequest
from rest_framework.request import Request

from accounts.audit import Action, record
from accounts.models import User

# Who makes a change: a request, or words such as "command bootstrap".
By = HttpRequest | Request | str


def person_of(by: By) -> User | None:
    """None for a program and for a command."""
    user = getattr(by, "user", None)
    return user if isinstance(user, User) else None


@transaction.atomic
def deactivate(user: User, *, by: By) -> bool:
    """No session and no token of theirs is good any more; whether they were active."""
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        return False
    user.is_active = False
    details = {"is_active": {"from": True, "to": False}}
    record(Action.PERSON_CHANGED, by=by, project_id=None, target=f"person {user.email}", details=details)
    return True
