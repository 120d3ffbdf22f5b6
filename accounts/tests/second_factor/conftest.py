"""A person with an authenticator app."""

import pytest

from accounts.models import Authenticator
from accounts.second_factor.codes import begin, code_at, confirm, step_now


def code_of(user, later=0):
    """What the app shows, half minutes from now."""
    return code_at(Authenticator.objects.get(user=user).secret, step_now() + later)


@pytest.fixture
def recovery_codes(owner):
    """The owner's, whose app is set up; its code of the half minute before has been used."""
    begin(owner)
    return confirm(Authenticator.objects.get(user=owner), code_of(owner, -1), by="test")
