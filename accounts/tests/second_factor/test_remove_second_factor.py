"""`manage.py remove_second_factor`."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from accounts.second_factor.codes import has_second_factor


def test_removes(owner, recovery_codes):
    call_command("remove_second_factor", "OWNER@example.com")

    assert not has_second_factor(owner)
    assert not owner.recovery_codes.exists()
    entry = AuditEntry.objects.get(action="second_factor.removed")
    assert (entry.actor, entry.target) == ("command remove_second_factor", "person owner@example.com")


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
def test_says_where_there_is_none(owner, email):
    with pytest.raises(CommandError):
        call_command("remove_second_factor", email)
