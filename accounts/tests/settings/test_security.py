"""`/settings/security/`: password, authenticator app, recovery codes; and projects that demand a second factor."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Authenticator, Project
from accounts.second_factor.codes import has_second_factor
from accounts.tests.second_factor.conftest import code_of
from accounts.tests.settings.conftest import signed_in

PAGES = ["", "password/", "app/", "codes/", "app/remove/"]
NEW = {"old": "correct horse", "new": "staple battery 9", "again": "staple battery 9"}


def url(page=""):
    return f"/settings/security/{page}"


@pytest.mark.parametrize("page", PAGES)
def test_anonymous_is_sent_to_sign_in(client, db, page):
    assert client.get(url(page)).url == f"/accounts/login/?next={url(page)}"


@pytest.mark.parametrize("page", PAGES[1:])
def test_anonymous_changes_nothing(client, db, page):
    assert client.post(url(page)).url.startswith("/accounts/login/")


@pytest.mark.parametrize("page", PAGES)
def test_wrong_method(browser, page):
    assert browser.delete(url(page)).status_code == 405


def test_is_for_whoever_is_signed_in(loner):
    page = signed_in(loner).get(url()).content.decode()

    assert "Set up an authenticator app" in page
    assert 'href="/settings/security/" aria-current="page"' in page


def test_sets_up(browser, owner):
    assert browser.post(url("app/")).url == url("app/")
    page = browser.get(url("app/")).content.decode()
    assert Authenticator.objects.get().secret in page
    assert "<svg" in page
    assert not re.search(r"style=|<style|<script>", page)
    assert not has_second_factor(owner)

    response = browser.post(url("app/"), {"code": code_of(owner)})
    assert len(re.findall(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", response.content.decode())) == 10
    assert response["Cache-Control"] == "private, no-store"
    assert has_second_factor(owner)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == ("second_factor.set_up", "owner@example.com")


def test_secret_and_codes_are_not_kept_in_clear(owner, recovery_codes):
    authenticator = Authenticator.objects.get()

    assert authenticator.secret not in authenticator.secret_encrypted
    assert len(recovery_codes) == 10
    assert not owner.recovery_codes.filter(digest__in=recovery_codes).exists()


@pytest.mark.parametrize("code", ["", "000000", "abc", "x" * 100])
def test_wrong_code_sets_nothing_up(browser, owner, code):
    browser.post(url("app/"))

    assert browser.post(url("app/"), {"code": code}).status_code == 400
    assert not has_second_factor(owner)


def test_code_before_there_is_a_secret_leads_back(browser):
    assert browser.post(url("app/"), {"code": "000000"}).url == url()
    assert browser.get(url("app/")).url == url()


def test_one_that_counts_is_not_replaced_without_being_removed(browser, recovery_codes):
    before = Authenticator.objects.get().secret
    browser.post(url("app/"))

    assert Authenticator.objects.get().secret == before
    assert before not in browser.get(url("app/"), follow=True).content.decode()


@pytest.mark.parametrize("page", ["codes/", "app/remove/"])
def test_wrong_password_changes_nothing(browser, owner, recovery_codes, page):
    assert browser.post(url(page), {"proof": "wrong"}).status_code == 400
    assert browser.post(url(page)).status_code == 400
    assert owner.recovery_codes.count() == 10
    assert has_second_factor(owner)


def test_password_is_not_guessed_here_either(browser, recovery_codes):
    for _ in range(5):
        browser.post(url("app/remove/"), {"proof": "wrong"})

    assert browser.post(url("app/remove/"), {"proof": "correct horse"}).status_code == 429


def test_removes(browser, owner, recovery_codes):
    assert browser.post(url("app/remove/"), {"proof": "correct horse"}).url == url()
    assert not has_second_factor(owner)


def test_makes_new_recovery_codes(browser, owner, recovery_codes):
    page = browser.post(url("codes/"), {"proof": "correct horse"}).content.decode()

    assert recovery_codes[0] not in page
    assert owner.recovery_codes.count() == 10
    assert AuditEntry.objects.filter(action="recovery_codes.renewed").exists()


@pytest.mark.parametrize("page", ["codes/", "app/remove/"])
def test_nothing_to_do_without_one(browser, page):
    assert browser.get(url(page)).url == url()
    assert browser.post(url(page), {"proof": "correct horse"}).url == url()


def test_person_without_a_password_proves_it_by_a_code(owner, recovery_codes):
    owner.set_unusable_password()
    owner.save()
    client = signed_in(owner)

    assert "A code of your app" in client.get(url("app/remove/")).content.decode()
    assert client.post(url("app/remove/"), {"proof": code_of(owner)}).url == url()


def test_changes_the_password_and_ends_other_sessions(browser, owner):
    other = signed_in(owner)
    key = browser.cookies["sessionid"].value

    assert browser.post(url("password/"), NEW).url == url()
    assert browser.cookies["sessionid"].value != key
    assert browser.get(url()).status_code == 200
    assert other.get(url()).status_code == 302
    owner.refresh_from_db()
    assert owner.check_password("staple battery 9")
    assert AuditEntry.objects.get().action == "password.changed"


def token():
    given = {"email": "owner@example.com", "password": "correct horse"}
    return Client().post("/api/token/", given, "application/json").json()["access"]


def test_changing_the_password_ends_tokens(browser, owner):
    program = Client(headers={"Authorization": f"Bearer {token()}"})
    assert program.get("/api/v2/keys/").status_code == 200
    browser.post(url("password/"), NEW)

    assert program.get("/api/v2/keys/").status_code == 401


@pytest.mark.parametrize(
    "change", [{"old": "wrong"}, {"again": "other"}, {"new": "short", "again": "short"}, {"new": ""}, {"old": ""}]
)
def test_password_that_cannot_be_is_refused(browser, owner, change):
    assert browser.post(url("password/"), {**NEW, **change}).status_code == 400
    owner.refresh_from_db()
    assert owner.check_password("correct horse")


def test_admin_has_no_change_of_password_of_its_own(operator):
    assert signed_in(operator).get("/admin/password_change/").url == url("password/")


@pytest.fixture
def demanding(project):
    project.requires_second_factor = True
    project.save()
    return project


@pytest.mark.parametrize("page", ["/logs/", "/settings/members/", "/customers/", "/settings/"])
def test_member_without_one_is_led_to_set_it_up(browser, demanding, page):
    assert browser.get(page).url == url()


def test_page_says_who_demands_it(browser, demanding):
    assert "<strong>shop</strong> asks members" in browser.get(url()).content.decode()


def test_fragment_leads_the_whole_page(browser, demanding):
    assert browser.get("/logs/", headers={"HX-Request": "true"})["HX-Redirect"] == url()


def test_member_with_one_goes_on(browser, demanding, recovery_codes):
    assert browser.get("/settings/members/").status_code == 200


def test_api_of_a_demanding_project_refuses_in_words(demanding):
    response = Client(headers={"Authorization": f"Bearer {token()}"}).get("/api/v2/keys/")

    assert response.status_code == 403
    assert "second factor" in response.content.decode()


def test_keys_of_a_demanding_project_go_on(demanding, issued):
    assert Client(headers={"Authorization": f"Bearer {issued[1]}"}).get("/api/v2/logs/").status_code == 200


def test_other_projects_stay_open(browser, demanding, owner):
    other = Project.objects.open("bakery", owner=owner)
    browser.post("/accounts/switch/", {"project": other.pk})

    assert browser.get("/settings/members/").status_code == 200


@pytest.mark.parametrize("page", ["", "accounts/apikey/", "logs/log/", "logs/log/1/change/"])
def test_staff_without_one_read_nothing_in_the_admin(operator, demanding, page):
    browser = signed_in(operator)

    assert browser.get(f"/admin/{page}").url == url()
    assert "<strong>shop</strong> asks" in browser.get(url()).content.decode()


def test_staff_with_one_go_on(operator, demanding):
    Authenticator.objects.create(user=operator, confirmed_at=timezone.now())

    assert signed_in(operator).get("/admin/").status_code == 200


def test_staff_without_one_may_leave(operator, demanding):
    browser = signed_in(operator)
    browser.post("/admin/logout/")

    assert "_auth_user_id" not in browser.session


def test_project_demands_it(browser, project, recovery_codes):
    assert browser.post("/settings/project/second-factor/", {"requires": "1"}).url == "/settings/project/"

    project.refresh_from_db()
    assert project.requires_second_factor
    assert AuditEntry.objects.get(action="project.changed").details == '{"requires_second_factor": true}'
    browser.post("/settings/project/second-factor/", {"requires": "0"})
    project.refresh_from_db()
    assert not project.requires_second_factor


def test_who_has_none_does_not_demand_it(browser, project):
    browser.post("/settings/project/second-factor/", {"requires": "1"})

    project.refresh_from_db()
    assert not project.requires_second_factor


def test_members_who_do_not_run_the_project_demand_nothing(viewer, analyst):
    for user in (viewer, analyst):
        assert signed_in(user).post("/settings/project/second-factor/", {"requires": "1"}).status_code == 403


def test_operator_removes_it_in_the_admin(operator, owner, recovery_codes):
    action = {"action": "remove_second_factor", "_selected_action": [owner.pk], "confirmed": "yes"}
    signed_in(operator).post("/admin/accounts/user/", action)

    assert not has_second_factor(owner)
    assert AuditEntry.objects.get(action="second_factor.removed").actor == "operator@example.com"


def test_number_of_queries_of_the_page(browser, django_assert_num_queries):
    with django_assert_num_queries(7):
        browser.get(url())
