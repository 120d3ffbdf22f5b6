"""Bodies that are not what a door expects: its own clear answer, and nothing stored is lost or changed."""

import json

import pytest
from django.test import Client

from logs.tests.front import WAYS_IN, come_in

from .bodies import BODIES, nested
from .doors import PLACES, Caller, Gate, answer_of
from .table import Knock, each_knock


@pytest.fixture(params=WAYS_IN)
def caller(request: pytest.FixtureRequest, db: None) -> Caller:
    caller = Caller()
    paths = (PLACES[Gate.CREATE][1], PLACES[Gate.BATCH][1])
    caller.client = lambda: come_in(Client(), request.param, caller.key, paths)
    return caller


@pytest.mark.parametrize("knock", each_knock([row for row in BODIES if row.knocks[0].answer[0] >= 400]))
def test_is_refused_in_the_doors_form_and_changes_nothing(caller: Caller, knock: Knock) -> None:
    before = caller.contents()
    assert knock.answered(caller) == knock.answer
    assert caller.contents() == before


@pytest.mark.parametrize("knock", each_knock([row for row in BODIES if row.knocks[0].answer[0] == 200]))
def test_is_forgiven_and_what_was_stored_stays(caller: Caller, knock: Knock) -> None:
    before = caller.contents()
    assert knock.answered(caller) == knock.answer
    after = caller.contents()
    assert len(after) - len(before) == (knock.gate in (Gate.CREATE, Gate.BATCH, Gate.LITELLM))
    assert before.items() <= after.items()


def test_200_levels_are_not_too_many(caller: Caller) -> None:
    response = caller.send(Gate.CREATE, body=nested(200))
    assert answer_of(Gate.CREATE, response) == (200, "")
    assert json.loads(response.json()["input"]) == json.loads(nested(200))["input"]  # shown as the text of it


def test_a_batch_keeps_what_is_good_in_it(caller: Caller) -> None:
    before = caller.contents()
    response = caller.send(Gate.BATCH, body=b'{"logs": [1, {"cost": "much"}, {"unique_id": "good"}, []]}')
    outcomes = response.json()["results"]
    assert (response.status_code, [outcome["status"] for outcome in outcomes]) == (
        200,
        ["error", "error", "success", "error"],
    )
    assert len(caller.contents()) - len(before) == 1


def test_a_batch_of_nothing_good_is_refused(caller: Caller) -> None:
    before = caller.contents()
    response = caller.send(Gate.BATCH, body=b'{"logs": [1, {"cost": "much"}]}')
    assert answer_of(Gate.BATCH, response) == (422, "Validation error")
    assert caller.contents() == before
