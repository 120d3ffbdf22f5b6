"""Every field and argument in a body with every JSON type: a refusal in the door's own words, or accepted."""

import json

import pytest

from .arguments import KORE_ARGUMENTS, LITELLM_FIELDS, kore_body
from .doors import Caller, Gate, answer_of
from .fields import FIELDS, VALUES, payload_of


@pytest.mark.parametrize("path", FIELDS)
def test_a_wrong_type_is_refused_by_the_name_of_its_field(caller: Caller, path: str) -> None:
    before = caller.contents()
    for value, sentence in FIELDS[path].items():
        response = caller.send(Gate.CREATE, body=json.dumps(payload_of(path, VALUES[value])).encode())
        assert response.status_code == 422, value
        assert response.json() == {"detail": "Validation error", "errors": {path: [sentence]}}, value
    assert caller.contents() == before


@pytest.mark.parametrize("path", FIELDS)
def test_what_is_not_refused_is_stored(caller: Caller, path: str) -> None:
    before = caller.contents()
    accepted = [value for value in VALUES if value not in FIELDS[path]]
    for value in accepted:
        response = caller.send(Gate.CREATE, body=json.dumps(payload_of(path, VALUES[value])).encode())
        assert (response.status_code, response.json()["message"]) == (200, "log successful"), value
    after = caller.contents()
    assert len(after) - len(before) == len(accepted)
    assert before.items() <= after.items()


def test_all_wrong_fields_are_named_at_once(caller: Caller) -> None:
    wrong = {path: FIELDS[path]["true"] for path in FIELDS if "." not in path and "true" in FIELDS[path]}
    response = caller.send(Gate.CREATE, body=json.dumps(dict.fromkeys(wrong, True)).encode())
    assert response.json()["errors"] == {path: [sentence] for path, sentence in wrong.items()}


@pytest.mark.parametrize("path", LITELLM_FIELDS)
def test_litellms_fields_are_refused_by_name_or_stored(caller: Caller, path: str) -> None:
    before = caller.contents()
    for value in VALUES:
        response = caller.send(Gate.LITELLM, body=json.dumps({path: VALUES[value]}).encode())
        (result,) = response.json()["results"]
        if value in LITELLM_FIELDS[path]:
            assert (response.status_code, result["errors"]) == (422, {path: [LITELLM_FIELDS[path][value]]}), value
        else:
            assert (response.status_code, result["status"]) == (200, "success"), value
    assert before.items() <= caller.contents().items()


@pytest.mark.parametrize("argument", KORE_ARGUMENTS)
def test_kores_arguments_are_refused_or_accepted(caller: Caller, argument: str) -> None:
    for value, answer in KORE_ARGUMENTS[argument].items():
        response = caller.send(Gate.KORE, body=kore_body(argument, VALUES[value]))
        assert answer_of(Gate.KORE, response) == answer, value
