"""Who is not let in, methods that do not exist, and logs of other projects."""

from typing import Any

import pytest

from accounts.models import BotApp

from .access import ACCESS, ALLOWED, PATHS, WRONG_METHODS
from .doors import PLACES, Caller, Gate, answer_of
from .table import Knock, each_knock


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("knock", each_knock(ACCESS))
def test_is_not_let_in_and_changes_nothing(caller: Caller, knock: Knock) -> None:
    before = caller.contents()
    assert knock.answered(caller) == knock.answer
    assert caller.contents() == before


@pytest.mark.parametrize("gate", list(PLACES))
def test_a_good_credential_is_let_in(caller: Caller, gate: Gate) -> None:
    assert answer_of(gate, caller.send(gate)) == (200, "")


@pytest.mark.parametrize("knock", each_knock([*WRONG_METHODS, *PATHS]))
def test_a_method_or_a_thing_that_a_path_has_not(caller: Caller, knock: Knock) -> None:
    before = caller.contents()
    assert knock.answered(caller) == knock.answer
    assert caller.contents() == before


@pytest.mark.parametrize(("gate", "path"), [place for place, methods in ALLOWED.items() if methods == ("POST",)])
def test_head_where_nothing_can_be_read(caller: Caller, gate: Gate, path: str) -> None:
    response = caller.send(gate, method="HEAD", path=path)
    assert (response.status_code, response.content, response["Allow"]) == (405, b"", "POST")


# -- other projects: the same bytes as for what does not exist


def same_as_missing(caller: Caller, gate: Gate, path: str, theirs: str, missing: str, **options: Any) -> int:
    found = [caller.send(gate, path=path.format(id=name), **options) for name in (theirs, missing)]
    assert found[0].content == found[1].content
    answer_of(gate, found[0])
    assert {response.status_code for response in found} == {found[0].status_code}
    return found[0].status_code


@pytest.mark.parametrize(
    ("gate", "path"),
    [(Gate.LIST, "/api/request-logs/{id}/"), (Gate.LIST, "/request-logs/{id}"), (Gate.BIFROST, "/api/logs/{id}")],
)
def test_another_projects_log_is_as_if_it_did_not_exist(caller: Caller, gate: Gate, path: str) -> None:
    missing = "01a1ff21-2e4e-7c9a-bdaa-e699801c221c"
    for theirs in ("theirs", str(caller.stranger_log.public_id), caller.stranger_log.public_id.hex):
        assert same_as_missing(caller, gate, path, theirs, missing) == 404


@pytest.mark.parametrize(("is_account_level", "status"), [(False, 401), (True, 400)])
def test_another_projects_bot_is_as_if_it_did_not_exist(caller: Caller, is_account_level: bool, status: int) -> None:
    if is_account_level:
        caller.app = BotApp.objects.issue(caller.project, None, "console")[0]
    theirs = caller.stranger.default_bot().bot_id
    path = "/api/1.1/public/bot/{id}/getLLMUsageLogs"
    assert same_as_missing(caller, Gate.KORE, path, theirs, "st-00000000-0000-4000-8000-000000000000") == status


def test_another_projects_id_can_be_sent_and_their_log_stays(caller: Caller) -> None:
    before = caller.contents()[caller.stranger_log.pk]
    response = caller.send(Gate.CREATE, body=b'{"unique_id": "theirs", "model": "mine now"}')
    assert response.status_code == 200
    assert caller.contents()[caller.stranger_log.pk] == before
