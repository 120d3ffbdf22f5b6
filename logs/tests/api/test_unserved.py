"""Paths of the native API where nothing is: problem+json like all of it, whatever the method."""

import pytest

from logs.tests.api.test_logs import problem_of

pytestmark = pytest.mark.django_db

PATHS = ["/api/v2", "/api/v2/", "/api/v2/nothing", "/api/v2/nothing/at/all/", "/api/v2/views/1/x/", "/api/v2/\nx"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_there(api, path):
    assert problem_of(api.get(path), 404)["detail"] == "There is nothing at this path."


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_whatever_the_method(api, method):
    answer = api.generic(method, "/api/v2/nothing", b"\xff{", "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", PATHS)
def test_without_credentials_even_that_is_not_told(anonymous_api, path):
    answer = anonymous_api.get(path)
    assert problem_of(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"
