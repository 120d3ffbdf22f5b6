"""What is made for every request of a door is small, and no request sees what another one asked."""

from logs.dialects.bifrost.filters import BifrostFilters
from logs.models import Log
from logs.tests.factories import make_logs


def ids(project, **params):
    found = BifrostFilters(params, queryset=Log.objects.of_project(project.pk)).qs
    return sorted(found.values_list("source_id", flat=True))


def test_requests_share_no_filter(project):
    one, other = (BifrostFilters({}, queryset=Log.objects.of_project(project.pk)) for _ in range(2))
    assert one.filters["status"] is not other.filters["status"]
    assert one.filters["status"].parent is one


def test_a_filter_that_is_a_method_is_that_of_its_own_request(project):
    make_logs(project, [{"source_id": "a", "status": "error"}, {"source_id": "b", "status": "success"}])
    assert ids(project, status="error") == ["a"]
    assert ids(project, status="success") == ["b"]
    assert ids(project) == ["a", "b"]


def test_the_class_of_a_form_is_made_once(project):
    one, other = (BifrostFilters({}, queryset=Log.objects.of_project(project.pk)) for _ in range(2))
    assert one.get_form_class() is other.get_form_class()
