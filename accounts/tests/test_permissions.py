"""The caller and what it may: by key, by membership, by X-Project and by the project chosen in the browser."""

import pytest
from django.http import Http404
from django.test import RequestFactory
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from accounts.models import ApiKey, Membership, Project
from accounts.permissions import Caller, caller_of, has_scope


class Anything(APIView):
    def get(self, request):
        return Response("yes")


class NeedsRead(Anything):
    permission_classes = [has_scope("read")]


class NeedsMetadata(Anything):
    permission_classes = [has_scope("read-metadata")]


def page_of(user, *, session=None, **headers):
    request = RequestFactory().get("/", headers=headers)
    request.user, request.session = user, session or {}
    return request


def status_for(view, user=None, key=None):
    headers = {"Authorization": key} if key else {}
    request = APIRequestFactory().get("/", headers=headers)
    if user:
        force_authenticate(request, user)
    return view.as_view()(request).status_code


@pytest.fixture
def second(owner, project):
    return Project.objects.open("bakery", owner=owner)


def test_caller_of_a_key(issued):
    key, text = issued
    request = Anything().initialize_request(APIRequestFactory().get("/", headers={"Authorization": text}))

    assert caller_of(request) == Caller(key.project_id, frozenset({"ingest", "read"}), key_id=key.pk)


def test_key_stays_in_its_project_whatever_x_project_says(issued, stranger):
    headers = {"Authorization": issued[1], "X-Project": "elsewhere"}
    request = Anything().initialize_request(APIRequestFactory().get("/", headers=headers))

    assert caller_of(request).project_id == issued[0].project_id


def test_caller_of_a_member(owner, project):
    caller = caller_of(page_of(owner))

    assert caller == Caller(project.pk, frozenset({"ingest", "read", "admin"}), user_id=owner.pk, role="owner")


def test_caller_of_an_anonymous_page(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert caller_of(RequestFactory().get("/")) == Caller(None, frozenset())


def test_caller_without_membership_has_no_scopes(loner):
    assert caller_of(page_of(loner)) == Caller(None, frozenset(), user_id=loner.pk)


def test_superuser_is_no_member_by_that(operator, project):
    assert caller_of(page_of(operator)).project_id is None


def test_first_membership_counts(owner, project, second):
    assert caller_of(page_of(owner)).project_id == project.pk


def test_x_project_names_a_project(owner, project, second):
    assert caller_of(page_of(owner, **{"X-Project": "bakery"})).project_id == second.pk


@pytest.mark.parametrize("sent", ["Bäckerei 包", "Bäckerei 包".encode().decode("latin-1")])
def test_x_project_names_a_project_beyond_ascii(owner, project, sent):
    bakery = Project.objects.open("Bäckerei 包", owner=owner)

    assert caller_of(page_of(owner, **{"X-Project": sent})).project_id == bakery.pk


def test_x_project_takes_an_id(owner, project, second):
    assert caller_of(page_of(owner, **{"X-Project": str(second.pk)})).project_id == second.pk


def test_x_project_is_a_name_before_it_is_an_id(owner, project, second):
    numbered = Project.objects.open(str(second.pk), owner=owner)

    assert caller_of(page_of(owner, **{"X-Project": str(second.pk)})).project_id == numbered.pk


@pytest.mark.parametrize("named", ["elsewhere", "nowhere", "999999", "-1", "1e3", "\x00", "9" * 500])
def test_x_project_of_others_or_nobody_is_not_found(owner, project, stranger, named):
    with pytest.raises(NotFound):
        caller_of(page_of(owner, **{"X-Project": named}))


def test_x_project_is_not_found_on_a_plain_page(owner, project):
    with pytest.raises(Http404):
        caller_of(page_of(owner, **{"X-Project": "nowhere"}))


def test_x_project_of_others_is_404_in_the_api(owner, project, stranger):
    request = APIRequestFactory().get("/", headers={"X-Project": "elsewhere"})
    force_authenticate(request, owner)

    response = NeedsRead.as_view()(request)
    assert response.status_code == 404
    assert str(response.data["detail"]) == "X-Project names no project that you are a member of."


def test_browser_shows_the_chosen_project(owner, project, second):
    assert caller_of(page_of(owner, session={"project_id": second.pk})).project_id == second.pk


def test_x_project_goes_before_the_chosen_project(owner, project, second):
    request = page_of(owner, session={"project_id": second.pk}, **{"X-Project": "shop"})

    assert caller_of(request).project_id == project.pk


def test_project_left_meanwhile_is_not_shown(owner, project, second):
    Membership.objects.filter(user=owner, project=second).delete()

    assert caller_of(page_of(owner, session={"project_id": second.pk})).project_id == project.pk


def test_caller_is_worked_out_once(owner, project, django_assert_num_queries):
    request = page_of(owner)

    with django_assert_num_queries(1):
        caller_of(request)
        caller_of(request)


def test_caller_of_a_page_does_not_leak_into_the_api(owner, issued):
    page = page_of(owner)
    caller_of(page)
    request = Request(page)
    request.user, request.auth = None, issued[0]

    assert caller_of(request).key_id == issued[0].pk


def test_scopes_answer_the_two_usual_questions():
    assert Caller(1, frozenset({"ingest"})).may_ingest
    assert not Caller(1, frozenset({"ingest"})).may_read
    assert Caller(1, frozenset({"read"})).may_read
    assert not Caller(1, frozenset({"read"})).may_ingest


def test_who_reads_everything_reads_the_metadata():
    assert Caller(1, frozenset({"read"})).may("read-metadata")
    assert not Caller(1, frozenset({"read-metadata"})).may("read")


def test_member_may_by_default(owner, project):
    assert status_for(Anything, owner) == 200


def test_anonymous_is_401(db):
    assert status_for(Anything) == 401


def test_anonymous_is_401_where_a_scope_is_needed(db):
    assert status_for(NeedsRead) == 401


def test_person_without_project_is_403(loner):
    assert status_for(Anything, loner) == 403


def test_scope_is_enough(analyst):
    assert status_for(NeedsRead, analyst) == 200


def test_missing_scope_is_403(viewer):
    assert status_for(NeedsRead, viewer) == 403


def test_missing_scope_is_named(viewer):
    request = APIRequestFactory().get("/")
    force_authenticate(request, viewer)

    assert str(NeedsRead.as_view()(request).data["detail"]) == "This needs the scope read."


def test_viewer_may_read_metadata(viewer):
    assert status_for(NeedsMetadata, viewer) == 200


def test_key_without_the_scope_is_403(project):
    _, text = ApiKey.objects.issue(project, "writer", ["ingest"])

    assert status_for(NeedsRead, key=text) == 403


def test_same_scope_is_the_same_class():
    assert has_scope("read") is has_scope("read")
