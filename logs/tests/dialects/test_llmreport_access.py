"""Who may read LLM Report's requests, and the exact words for those who may not."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import ApiKey, Role, User
from logs.tests.factories import make_log

URL = "/api/v1/requests"
NOT_SIGNED_IN = b'{"error":"You must be logged in or provide an API key."}'
UNKNOWN_KEY = "llk_AAAAAAAA_" + "x" * 32
BAD_KEY = b'{"error":"Invalid API key."}'


def get(authorization: str, **headers: str):
    return APIClient().get(URL, HTTP_AUTHORIZATION=authorization, **headers)


@pytest.mark.django_db
def test_without_a_credential_it_says_so():
    answer = APIClient().get(URL)

    assert (answer.status_code, answer.content) == (401, NOT_SIGNED_IN)


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "bearer  "])
def test_an_empty_header_is_no_credential(header):
    answer = get(header)

    assert (answer.status_code, answer.content) == (401, NOT_SIGNED_IN)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["nonsense", "Bearer llk_AAAAAAAA_" + "x" * 32, "Token x", "Bearer a.b.c", "Basic eDp5"]
)
def test_a_credential_that_is_no_key_is_invalid(header):
    answer = get(header)

    assert (answer.status_code, answer.content) == (401, BAD_KEY)


@pytest.mark.parametrize("scheme", ["", "Bearer ", "bearer ", "BEARER ", "Api-Key "])
def test_a_key_is_taken_bare_or_as_bearer_in_any_case(key, scheme):
    assert get(scheme + key).status_code == 200


def test_an_expired_key_is_invalid(project):
    past = timezone.now() - timedelta(days=1)
    key = ApiKey.objects.issue(project, "old", ["read"], expires_at=past)[1]

    assert get(f"Bearer {key}").content == BAD_KEY


def test_a_key_without_the_read_scope_is_invalid(make_key):
    answer = get(f"Bearer {make_key('ingest')}")

    assert (answer.status_code, answer.content) == (401, BAD_KEY)


def test_a_signed_in_browser_may_read(project, owner):
    make_log(project)
    browser = APIClient()
    browser.force_login(owner)

    assert browser.get(URL).json()["totalCount"] == 1


def test_a_session_goes_before_a_wrong_key(project, owner):
    browser = APIClient()
    browser.force_login(owner)

    assert browser.get(URL, HTTP_AUTHORIZATION="Bearer nonsense").status_code == 200


def test_a_token_of_a_person_may_read(project, owner):
    make_log(project)

    assert get(f"Bearer {AccessToken.for_user(owner)}").json()["totalCount"] == 1


def test_a_person_who_may_not_see_content_is_told_which_scope_is_missing(project):
    viewer = User.objects.create_user("viewer@example.com", "correct horse battery")
    project.memberships.create(user=viewer, role=Role.VIEWER)
    answer = get(f"Bearer {AccessToken.for_user(viewer)}")

    assert (answer.status_code, answer.content) == (403, b'{"error":"This needs the scope read."}')


def test_a_project_of_others_is_not_found(project, owner, stranger_project):
    answer = get(f"Bearer {AccessToken.for_user(owner)}", HTTP_X_PROJECT="globex")

    assert answer.status_code == 404
    assert list(answer.json()) == ["error"]


def test_a_stranger_sees_none_of_it(project, stranger_api):
    make_log(project)

    assert stranger_api.get(URL).content == b'{"requests":[],"totalCount":0}'


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods_are_not_allowed(api, method):
    answer = getattr(api, method)(URL)

    assert (answer.status_code, answer.content) == (405, b'{"error":"Method not allowed"}')


def test_a_browser_is_told_about_the_method_too(project, owner):
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(owner)

    assert browser.post(URL).content == b'{"error":"Method not allowed"}'


@pytest.mark.django_db
def test_authentication_comes_before_the_method():
    assert APIClient().post(URL).content == NOT_SIGNED_IN
    assert APIClient().post(URL, HTTP_AUTHORIZATION="Bearer nonsense").content == BAD_KEY
