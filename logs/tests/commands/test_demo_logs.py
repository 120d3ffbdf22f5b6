"""`demo_logs`: sample logs through the real ingest, into the right project, once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Bot, Project, User
from logs.demo.people import BOTS
from logs.management import progress
from logs.models import Customer, Log

pytestmark = pytest.mark.django_db
UNTIL = "2026-11-20T12:00:00Z"


def demo_logs(*arguments, **options):
    out = StringIO()
    call_command("demo_logs", "--until", UNTIL, *arguments, stdout=out, **options)
    return out.getvalue()


def test_stores_them_in_the_named_project(project, stranger_project):
    said = demo_logs("--count", "40", "--project", "globex")
    assert said == "Stored 40 sample logs in globex.\n"
    assert Log.objects.of_project(stranger_project.pk).count() == 40
    assert Log.objects.of_project(project.pk).count() == 0


def test_without_a_name_takes_the_first_project(project, stranger_project):
    demo_logs("--count", "5")
    assert Log.objects.of_project(project.pk).count() == 5


def test_without_any_project_says_what_to_do(db):
    with pytest.raises(CommandError, match="manage.py bootstrap"):
        demo_logs("--count", "5")


def test_opens_a_project_for_those_who_may_do_everything(project):
    root = User.objects.create_superuser("root@example.com", "correct horse battery")
    demo_logs("--count", "5", "--project", "samples")
    samples = Project.objects.get(name="samples")
    assert Log.objects.of_project(samples.pk).count() == 5
    assert [(one.user, one.role) for one in samples.memberships.all()] == [(root, "owner")]
    assert samples.default_bot().name == "samples"


@pytest.mark.parametrize("wrong", [("--count", "0"), ("--count", "5", "--days", "0"), ("--count", "5", "--days", "-1")])
def test_refuses_counts_and_spans_that_mean_nothing(project, wrong):
    with pytest.raises(CommandError, match="--count takes 1 or more"):
        demo_logs(*wrong)


def test_refuses_a_time_that_is_none(project):
    with pytest.raises(CommandError, match="no time in ISO 8601"):
        call_command("demo_logs", "--count", "5", "--until", "yesterday")


def test_same_seed_and_end_are_stored_once(project):
    demo_logs("--count", "30")
    assert demo_logs("--count", "30") == "Stored 0 sample logs in acme; 30 were there.\n"
    assert Log.objects.count() == 30


def test_another_seed_adds_logs(project):
    demo_logs("--count", "30")
    demo_logs("--count", "30", "--seed", "2")
    assert Log.objects.count() == 60


def test_if_empty_adds_nothing_to_a_project_with_logs(project):
    demo_logs("--count", "3")
    err = StringIO()
    assert demo_logs("--count", "3", "--seed", "2", "--if-empty", stderr=err) == ""
    assert err.getvalue() == "Project acme has logs already; nothing to do.\n"
    assert Log.objects.count() == 3


def test_if_empty_fills_a_project_without_logs(project):
    demo_logs("--count", "3", "--if-empty")
    assert Log.objects.count() == 3


def test_days_and_until_bound_the_starts(project):
    demo_logs("--count", "50", "--days", "2")
    starts = Log.objects.order_by("started_at").values_list("started_at", flat=True)
    assert starts.first().isoformat() > "2026-11-18T12"
    assert starts.last().isoformat() < "2026-11-20T12"


def test_bots_of_the_project_own_their_logs(project):
    demo_logs("--count", "200")
    desk = Bot.objects.get(project=project, name="Order desk")
    assert Log.objects.of_project(project.pk).of_bot(desk.bot_id, is_default=False).exists()


def test_makes_customers(project):
    demo_logs("--count", "100")
    assert Customer.objects.filter(project_id=project.pk).count() > 10
    assert Customer.objects.get(identifier="quillwater-cafe").email == "orders@quillwater.example.com"


def test_says_how_far_it_is_on_stderr(project, monkeypatch):
    monkeypatch.setattr(progress, "EVERY_SECONDS", 0.0)
    err = StringIO()
    demo_logs("--count", "1200", stderr=err)
    said = "Storing sample logs: 42%\nStoring sample logs: 83%\nStoring sample logs: 100%\nIndexing: 100%\n"
    assert err.getvalue() == said


class Terminal(StringIO):
    def isatty(self):
        return True


def test_draws_a_bar_on_a_terminal(project, capsys):
    demo_logs("--count", "10", stderr=Terminal())
    assert "Storing sample logs" in capsys.readouterr().err


def test_takes_the_first_of_two_bots_of_one_name(project):
    first, second = (project.bots.create(name=BOTS[0]) for _ in range(2))
    demo_logs("--count", "60")
    named = set(Log.objects.values_list("bot_id", flat=True))
    assert first.bot_id in named
    assert second.bot_id not in named
