"""Forms of other sites: every address that is no API refuses a POST without the token, as do APIs to a session."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.authentication import SessionAuthentication
from rest_framework.views import APIView

# One sample for each kind of part that an address has.
SAMPLES = {"uuid": "0198f3a0-0000-7000-8000-000000000000", "int": "1", "str": "a", "slug": "a", "path": "a"}


def addresses(resolver=None, prefix="/") -> Iterator[tuple[str, URLPattern]]:
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + re.sub(r"^\^|\$$", "", str(each.pattern))
        if isinstance(each, URLResolver):
            yield from addresses(each, route)
        else:
            yield route, each


def is_api(pattern):
    view = getattr(pattern.callback, "cls", None)
    return view is not None and issubclass(view, APIView)


PAGES = sorted(
    {
        re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], route)
        for route, pattern in addresses()
        if not is_api(pattern) and "(" not in route
    }
)


def test_the_list_of_pages_is_the_whole_one():
    assert {"/accounts/login/", "/logs/delete/", "/settings/keys/new/", "/admin/accounts/apikey/add/"} < set(PAGES)
    assert len(PAGES) > 100


@pytest.mark.parametrize("way", ["signed in", "anonymous"])
def test_no_page_takes_a_post_without_the_token(way, owner, project, django_user_model):
    client = Client(enforce_csrf_checks=True)
    if way == "signed in":
        client.force_login(django_user_model.objects.create_superuser("root@example.com", "correct horse battery"))
    answers = {path: client.post(path, {"name": "x"}).status_code for path in PAGES}
    assert {path: status for path, status in answers.items() if status != 403} == {}


def test_a_form_with_the_token_is_taken(owner, project):
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/")
    form = {"username": owner.email, "password": "correct horse battery"}
    assert client.post("/accounts/login/", form).status_code == 403
    form["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
    assert client.post("/accounts/login/", form).status_code == 302


def test_only_apis_are_exempt():
    exempt = [route for route, pattern in addresses() if getattr(pattern.callback, "csrf_exempt", False)]
    assert [route for route, pattern in addresses() if route in exempt and not is_api(pattern)] == []


def test_apis_ask_a_session_for_the_token_where_they_change_anything():
    for route, pattern in addresses():
        for authenticator in pattern.callback.cls.authentication_classes if is_api(pattern) else ():
            asks = getattr(authenticator, "enforce_csrf", None) is SessionAuthentication.enforce_csrf
            only_reads = set(pattern.callback.cls.http_method_names) <= {"get", "head", "options"}
            assert asks or only_reads or not issubclass(authenticator, SessionAuthentication), route


@pytest.mark.parametrize("path", ["/api/request-logs/create/", "/api/v2/views/", "/litellm/logs", "/api/v1/requests"])
def test_a_session_alone_changes_nothing_by_an_api(owner, project, path):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.post(path, {"name": "x"}, content_type="application/json").status_code in (401, 403, 405)
