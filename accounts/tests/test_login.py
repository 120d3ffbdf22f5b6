"""Signing in and out, switching projects, and what pages learn about the project."""

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from accounts.context_processors import project as project_context
from accounts.models import Project


def sign_in(client, **fields):
    return client.post("/accounts/login/", {"username": "owner@example.com", "password": "correct horse", **fields})


@pytest.fixture
def signed_in(client, owner, project):
    client.force_login(owner)
    return client


@pytest.fixture
def second(owner, project):
    return Project.objects.open("bakery", owner=owner)


def test_page_asks_for_email_and_password(client, db):
    page = client.get("/accounts/login/").content.decode()

    assert 'name="username"' in page
    assert 'name="password"' in page


def test_page_runs_no_inline_script_or_style(client, db):
    page = client.get("/accounts/login/").content.decode()

    assert "<script>" not in page
    assert "<style" not in page
    assert "style=" not in page


def test_signs_in_and_goes_home(client, owner):
    response = sign_in(client)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(owner.pk)


def test_signs_in_whatever_the_case_of_the_email(client, owner):
    assert sign_in(client, username="OWNER@Example.com").status_code == 302


def test_goes_where_the_person_wanted_to(client, owner):
    assert sign_in(client, next="/logs/?q=a")["Location"] == "/logs/?q=a"


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/accounts/login/"])
def test_goes_home_rather_than_elsewhere(client, owner, url):
    assert sign_in(client, next=url)["Location"] == "/"


@pytest.mark.parametrize("fields", [{"password": "wrong"}, {"username": "nobody@example.com"}, {"username": "\x00"}])
def test_wrong_credentials_are_explained(client, owner, fields):
    response = sign_in(client, **fields)

    assert response.status_code == 200
    assert "do not match" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_inactive_person_cannot_sign_in(client, owner):
    owner.is_active = False
    owner.save()

    assert sign_in(client).status_code == 200


def test_hostile_email_is_escaped(client, owner):
    page = sign_in(client, username='"><script>alert(1)</script>', password="x").content.decode()

    assert "<script>alert" not in page


def test_sign_in_needs_a_csrf_token(owner):
    assert sign_in(Client(enforce_csrf_checks=True)).status_code == 403


def test_signed_in_person_is_sent_on(signed_in):
    assert signed_in.get("/accounts/login/?next=/logs/")["Location"] == "/logs/"


@pytest.mark.parametrize("url", ["/accounts/login/", "/accounts/login/?next=/accounts/login/"])
def test_signed_in_person_is_not_sent_in_circles(signed_in, url):
    assert signed_in.get("/accounts/login/", {"next": url})["Location"] == "/"


def test_signs_out_by_post(signed_in):
    response = signed_in.post("/accounts/logout/")

    assert response["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in signed_in.session


def test_a_link_does_not_sign_out(signed_in):
    assert signed_in.get("/accounts/logout/").status_code == 405
    assert "_auth_user_id" in signed_in.session


def test_switches_the_project(signed_in, second):
    response = signed_in.post("/accounts/switch/", {"project": second.pk, "next": "/logs/"})

    assert (response.status_code, response["Location"]) == (302, "/logs/")
    assert signed_in.session["project_id"] == second.pk


def test_switch_goes_home_rather_than_elsewhere(signed_in, second):
    response = signed_in.post("/accounts/switch/", {"project": second.pk, "next": "https://evil.example/"})

    assert response["Location"] == "/"


@pytest.mark.parametrize("wanted", ["", "0", "-1", "abc", "9" * 400, "\x00"])
def test_switch_to_nonsense_is_404(signed_in, wanted):
    assert signed_in.post("/accounts/switch/", {"project": wanted}).status_code == 404


def test_switch_to_another_persons_project_is_404(signed_in, stranger):
    response = signed_in.post("/accounts/switch/", {"project": stranger.projects.get().pk})

    assert response.status_code == 404
    assert "project_id" not in signed_in.session


def test_switch_takes_post_only(signed_in):
    assert signed_in.get("/accounts/switch/").status_code == 405


def test_switch_sends_anonymous_to_sign_in(client, project):
    response = client.post("/accounts/switch/", {"project": project.pk})

    assert response["Location"] == "/accounts/login/"


def page_of(user=None, session=None, **headers):
    request = RequestFactory().get("/", headers=headers)
    if user:
        request.user, request.session = user, session or {}
    return request


def render(request):
    template = Template("{% if project %}{{ project.name }}{% else %}none{% endif %}:{{ projects|join:',' }}")
    return template.render(Context(project_context(request)))


def test_page_knows_project_and_projects(owner, second):
    assert render(page_of(owner)) == "shop:bakery,shop"


def test_page_knows_the_chosen_project(owner, second):
    assert render(page_of(owner, {"project_id": second.pk})) == "bakery:bakery,shop"


def test_page_of_a_person_without_project(loner):
    assert render(page_of(loner)) == "none:"


def test_page_of_an_unknown_x_project_still_renders(owner, project):
    assert render(page_of(owner, **{"X-Project": "nowhere"})) == "none:shop"


def test_anonymous_page_asks_no_database(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert render(page_of()) == "none:"


def test_page_that_shows_no_project_asks_no_database(owner, project, django_assert_num_queries):
    with django_assert_num_queries(0):
        project_context(page_of(owner))


def test_page_asks_twice_at_most(owner, second, django_assert_num_queries):
    with django_assert_num_queries(2):
        render(page_of(owner))
