"""`index_logs`: brings the index up to date, makes it again, and leaves it alone."""

from io import StringIO

import pytest
from django.core.management import call_command

from logs.models import Log
from logs.search import index
from logs.search.models import SearchQueue, SearchSegment
from logs.tests.factories import make_logs

pytestmark = pytest.mark.django_db


def index_logs(*arguments):
    out = StringIO()
    call_command("index_logs", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_indexes_what_waits(project):
    make_logs(project, [{"input": "needle"}, {"input": "other"}])
    assert index_logs() == "Indexed 2 logs.\n"
    assert index.lag() == index.Lag(0, 0.0)
    assert Log.objects.search("needle").count() == 1


def test_says_so_where_nothing_waits(project):
    assert index_logs() == "Nothing waited to be indexed.\n"


def test_makes_the_index_again(project):
    make_logs(project, [{"input": "needle"}, {"input": "other"}])
    index_logs()
    old = SearchSegment.objects.get()
    SearchQueue.objects.all().delete()
    assert index_logs("--rebuild") == "Indexed 2 logs.\n"
    assert SearchSegment.objects.get(is_live=True).pk != old.pk
    assert Log.objects.search("needle").count() == 1
