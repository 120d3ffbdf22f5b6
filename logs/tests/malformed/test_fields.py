"""Every field of the create call with every JSON type: 422 that names the field, or stored; nothing else."""

import json

import pytest

from .doors import Caller, Gate
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
