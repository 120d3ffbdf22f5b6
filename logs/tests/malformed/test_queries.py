"""Queries that are not what a door expects: its own clear answer, and nothing stored is lost or changed."""

import pytest

from .doors import Caller
from .queries import QUERIES
from .table import Knock, each_knock


@pytest.mark.parametrize("knock", each_knock(QUERIES))
def test_is_answered_in_the_doors_form_and_changes_nothing(caller: Caller, knock: Knock) -> None:
    before = caller.contents()
    assert knock.answered(caller) == knock.answer
    assert caller.contents() == before
