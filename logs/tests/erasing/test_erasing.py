"""Erasing a customer: everything of theirs goes, nothing of others, and a receipt says what."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.audit.models import AuditEntry
from accounts.models import Membership, Role, User
from logs import rollups
from logs.erasing import work as erasing
from logs.erasing.finding import Person, found, left
from logs.erasing.models import Erasure
from logs.erasing.receipts import is_genuine, pseudonym
from logs.exporting import work as exporting
from logs.exporting.models import Export
from logs.exporting.orders import folder
from logs.holds import LegalHold
from logs.models import Customer, Log, LogBody, LogPart
from logs.rollups.models import RollupCell, RollupDelta, RollupSeries
from logs.saved.models import RecentSearch, SavedView
from logs.search import index
from logs.search.models import SearchQueue, SearchSegment
from logs.tests.conftest import client_with
from logs.tests.factories import make_logs

PAGE, API = "/settings/erasure/", "/api/v2/erasures/"


@pytest.fixture
def browser(client, owner, project):
    client.force_login(owner)
    return client


def erase(person):
    erasure = erasing.ask(person, by="test", name="test")
    assert erasing.step()
    erasure.refresh_from_db()
    return erasure


def test_counts_what_there_is(ann):
    rollups.fold()
    assert found(ann).counts() == {
        "logs": 2,
        "bodies": 2,
        "customers": 1,
        "exports": 0,
        "recent_searches": 0,
        "rollup_series": RollupSeries.objects.filter(customer_id="ann").count(),
    }
    assert Log.objects.count() == 3


def test_removes_rows_bodies_parts_and_the_customer_and_nothing_of_others(ann, logs):
    parts = LogPart.objects.count()
    erase(ann)

    assert list(Log.objects.values_list("customer_id", flat=True)) == ["bob"]
    assert list(LogBody.objects.values_list("id", flat=True)) == [logs[2].id]
    assert list(Customer.objects.values_list("identifier", flat=True)) == ["bob"]
    assert 0 < LogPart.objects.count() < parts
    assert list(SearchQueue.objects.values_list("log_id", flat=True)) == [logs[2].id]


def test_removes_what_the_search_index_tells(ann, project):
    index.index_pending()
    erase(ann)

    (segment,) = SearchSegment.objects.all()
    assert (segment.is_live, segment.logs) == (True, 1)
    assert Log.objects.of_project(project.pk).search("size nine").count() == 1
    assert Log.objects.of_project(project.pk).search("knee").count() == 0


def test_removes_the_name_from_the_counts(ann, project):
    erase(ann)

    assert not RollupSeries.objects.filter(customer_id="ann").exists()
    assert not RollupDelta.objects.exists()
    assert RollupCell.objects.exists()
    assert rollups.differences(Log.objects.all(), None, lambda done: None) == 0


def test_removes_exports_that_hold_them(ann, browser):
    browser.post("/exports/new/?q=customer:bob", {"format": "csv", "content": "on"})
    browser.post("/exports/new/", {"format": "csv", "content": "on"})
    while exporting.step():
        pass
    erase(ann)

    assert [export.q for export in Export.objects.all()] == ["customer:bob"]
    assert [path.suffix for path in folder().iterdir()] == [".csv"]


def test_removes_searches_that_name_them_and_says_what_else_does(ann, project):
    now = timezone.now()
    for q in ("customer:ANN knee", "status:error"):
        RecentSearch.objects.create(project_id=project.pk, user_id=1, q=q, used_at=now)
    SavedView.objects.create(project_id=project.pk, name="Ann", q="customer:ann")
    assert {name: count for name, count in left(ann).items() if count} == {"saved_views": 1}
    erasure = erase(ann)

    assert [one.q for one in RecentSearch.objects.all()] == ["status:error"]
    assert erasure.receipt["statement"]["left"] == {"saved_views": 1}


def test_receipt_counts_and_does_not_name(ann):
    erasure = erase(ann)

    statement = erasure.receipt["statement"]
    assert (statement["removed"]["logs"], statement["removed"]["bodies"]) == (2, 2)
    assert statement["customer"] == pseudonym(ann.project_id, "ann")
    assert erasure.identifier == ""
    assert '"ann"' not in json.dumps(erasure.receipt)
    assert is_genuine(erasure.receipt)
    assert is_genuine(erasure.receipt, erasure.receipt["public_key"])


@pytest.mark.parametrize("change", [{"removed": {}}, {"customer": "x"}])
def test_changed_receipt_is_not_genuine(ann, change):
    receipt = erase(ann).receipt
    assert not is_genuine({**receipt, "statement": {**receipt["statement"], **change}})


@pytest.mark.parametrize("receipt", [None, [], {}, {"statement": {}, "signature": "x"}, {"signature": 5}])
def test_nonsense_is_not_genuine(receipt):
    assert not is_genuine(receipt)


def test_receipt_stays_genuine_under_a_new_secret_key(ann, settings):
    receipt = erase(ann).receipt
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-" + "z" * 50
    assert not is_genuine(receipt)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert is_genuine(receipt)


def test_audit_log_does_not_name_them(ann):
    erase(ann)

    entry = AuditEntry.objects.get(action="person.erased")
    assert entry.target == f"customer #{pseudonym(ann.project_id, 'ann')}"


def test_legal_hold_refuses(ann, project):
    LegalHold.objects.create(project_id=project.pk, customer_id="ann", reason="case", placed_by="judge")
    with pytest.raises(erasing.HeldError):
        erasing.ask(ann, by="test", name="test")


def test_legal_hold_that_comes_meanwhile_refuses(ann, project):
    erasure = erasing.ask(ann, by="test", name="test")
    LegalHold.objects.create(project_id=project.pk, customer_id="ann", reason="case", placed_by="judge")
    erasing.step()

    erasure.refresh_from_db()
    assert (erasure.state, erasure.receipt, erasure.identifier) == ("held", None, "")
    assert Log.objects.count() == 3


def test_second_process_finds_it_done(ann):
    erasure = erasing.ask(ann, by="test", name="test")
    again = Erasure.objects.get()
    first = erasing.carry_out(erasure).receipt
    assert erasing.carry_out(again).receipt == first


def test_stopped_half_way_it_goes_on(ann, monkeypatch):
    erasure = erasing.ask(ann, by="test", name="test")
    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr(erasing, "_fold", lambda person: 1 / 0)
        erasing.step()
    erasing.step()

    erasure.refresh_from_db()
    assert (erasure.state, is_genuine(erasure.receipt)) == ("done", True)


@pytest.mark.parametrize("identifier", ["a\0b", "x\ud800y", "Zoë 東京", "'; DROP TABLE", "%"])
def test_any_identifier(project, identifier):
    make_logs(project, [{"customer_id": identifier}, {"customer_id": "else"}])
    erase(Person(project.pk, identifier))
    assert [log.customer_id for log in Log.objects.all()] == ["else"]


# -- command


def test_command_counts_first(ann, capsys):
    call_command("erase_person", "--project=acme", "--customer=ann", "--dry-run", stderr=StringIO())

    counted = json.loads(capsys.readouterr().out)
    assert (counted["logs"], counted["held"]) == (2, False)
    assert (Log.objects.count(), Erasure.objects.count()) == (3, 0)


def test_command_knows_no_such_customer(ann):
    with pytest.raises(CommandError, match="nothing of such a customer"):
        call_command("erase_person", "--project=acme", "--customer=eve", stderr=StringIO())


# -- page and API


def test_page_counts_and_erases(ann, browser):
    page = browser.get(f"{PAGE}?customer=ann")
    assert page.context["counts"]["logs"] == 2
    assert browser.post(PAGE, {"customer": "ann", "typed": "an"}).status_code == 400
    assert browser.post(PAGE, {"customer": "ann", "typed": "ann"}).url == PAGE
    erasing.step()

    number = Erasure.objects.get().pk
    assert f"/settings/erasure/{number}/receipt.json" in browser.get(PAGE).content.decode()
    assert is_genuine(browser.get(f"{PAGE}{number}/receipt.json").json())


def test_page_refuses_under_a_hold(ann, browser, project):
    LegalHold.objects.create(project_id=project.pk, customer_id="ann", reason="case", placed_by="judge")
    assert "A legal hold keeps logs of this customer" in browser.get(f"{PAGE}?customer=ann").content.decode()
    browser.post(PAGE, {"customer": "ann", "typed": "ann"})
    assert not Erasure.objects.exists()


def test_page_gives_everything(ann, browser):
    response = browser.get(f"{PAGE}export/?customer=ann")
    assert len(b"".join(response.streaming_content).splitlines()) == 3
    assert browser.get(f"{PAGE}export/?customer=eve").status_code == 404


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}export/", f"{PAGE}1/receipt.json"])
def test_pages_are_for_those_who_run_the_project(client, project, path):
    assert client.get(path).url == f"/accounts/login/?next={path}"
    analyst = User.objects.create_user("analyst@example.com")
    Membership.objects.create(user=analyst, project=project, role=Role.ANALYST)
    client.force_login(analyst)
    assert client.get(path).status_code == 403


def test_receipt_of_another_project_is_not_found(ann, browser, stranger_project):
    make_logs(stranger_project, [{"customer_id": "ann"}])
    erasure = erase(Person(stranger_project.pk, "ann"))
    assert browser.get(f"{PAGE}{erasure.pk}/receipt.json").status_code == 404
    assert Log.objects.filter(customer_id="ann").count() == 2


def test_api(ann, make_key):
    api = client_with(make_key("admin"))
    dry = api.post(API, {"customer_id": "ann", "dry_run": True}, format="json").json()
    assert (dry["state"], dry["found"]["logs"], dry["held"]) == ("dry_run", 2, False)

    made = api.post(API, {"customer_id": "ann"}, format="json")
    assert (made.status_code, made.json()["state"]) == (202, "waiting")
    erasing.step()
    one = api.get(f"{API}{made.json()['id']}/").json()
    assert (one["state"], is_genuine(one["receipt"])) == ("done", True)
    assert api.get(API).json()["results"] == [one]


def test_api_refuses(ann, api, make_key, project):
    assert api.post(API, {"customer_id": "ann"}, format="json").status_code == 403
    admin = client_with(make_key("admin"))
    assert admin.post(API, {"customer_id": "eve"}, format="json").status_code == 404
    assert admin.post(API, {}, format="json").status_code == 400
    assert admin.get(f"{API}x/").status_code == 404
    LegalHold.objects.create(project_id=project.pk, reason="case", placed_by="judge")
    assert admin.post(API, {"customer_id": "ann"}, format="json").status_code == 409


def test_api_gives_everything(ann, make_key):
    path = "/api/v2/person-export/?customer_id=ann"
    response = client_with(make_key("admin", "read")).get(path)
    assert len(b"".join(response.streaming_content).splitlines()) == 3
    assert client_with(make_key("admin")).get(path).status_code == 403
