"""What search finds, against plain Python over the texts that went in: whatever is indexed, half indexed or not."""

import random
from datetime import timedelta
from uuid import UUID

import pytest

from logs.models import Log
from logs.search import index
from logs.tests.factories import NOON, make_log, make_logs
from logs.tests.search import words
from logs.text import fold

MINUTE = timedelta(minutes=1)


def conversation(speaker: random.Random, turns: int) -> list[list[str]]:
    """What is said up to each turn: every turn repeats all before it."""
    said = [words.text(speaker) for _ in range(turns)]
    return [said[: turn + 1] for turn in range(turns)]


def fields_of(said: list[str], reply: str, **fields):
    roles = ["user", "assistant"]
    messages = [{"role": roles[place % 2], "content": text} for place, text in enumerate(said)]
    return {"input_messages": messages, "output_message": {"role": "assistant", "content": reply}, **fields}


@pytest.fixture
def store(project, stranger_project, index_as):
    """Texts by key of a project's logs: single calls and conversations; a stranger says the same words."""
    speaker = random.Random(7)
    sent = []
    for number in range(40):
        sent.append(([words.text(speaker)], words.text(speaker), number))
    for start in range(40, 60, 5):
        talk = conversation(speaker, 5)
        sent += [(said, words.text(speaker), start + turn) for turn, said in enumerate(talk)]
    speaker.shuffle(sent)
    texts = {}
    for count, (said, reply, minute) in enumerate(sent):
        fields = fields_of(said, reply, started_at=NOON + minute * MINUTE, model=f"model-{minute % 3}")
        log = make_log(project, **fields)
        make_log(stranger_project, **fields)
        texts[log.id] = [fold(text) for text in [*said, reply]]
        index_as(count)
    return texts


@pytest.fixture(params=["indexed", "half", "waiting"])
def index_as(request):
    """Called after each log: all are indexed in small steps, or only the first, or none."""

    def step(count: int) -> None:
        if request.param == "indexed" and count % 7 == 6:
            index.index_pending()
        if request.param == "half" and count == 29:
            index.index_pending()

    return step


def hits(texts: dict[int, list[str]], needle: str) -> list[int]:
    return sorted((key for key, said in texts.items() if any(fold(needle) in text for text in said)), reverse=True)


def test_finds_what_plain_python_finds(project, store):
    logs = Log.objects.of_project(project.pk)
    for needle in words.needles(random.Random(11), [text for said in store.values() for text in said], 120):
        expected = hits(store, needle)
        assert list(logs.search(needle).newest().values_list("id", flat=True)) == expected, repr(needle)
        assert [log.id for log in logs.search(needle).newest().page(0, 50)] == expected[:50], repr(needle)
        assert [log.id for log in logs.search(needle).newest().page(3, 2)] == expected[3:5], repr(needle)


def test_combines_with_everything_else(project, store):
    logs = Log.objects.of_project(project.pk)
    models = dict(logs.values_list("id", "model"))
    for needle in words.needles(random.Random(13), [text for said in store.values() for text in said], 25):
        found = hits(store, needle)
        ones = [key for key in found if models[key] == "model-1"]
        assert logs.search(needle).filter(model="model-1").count() == len(ones)
        assert logs.search(needle).filter(model="model-1").stats().total == len(ones)
        assert [log.id for log in logs.search(needle).filter(model="model-1").newest().page(1, 3)] == ones[1:4]
        oldest = logs.filter(model="model-1").search(needle).sorted_by("started_at", descending=False).page(0, 4)
        assert [log.id for log in oldest] == ones[::-1][:4]
        between = logs.started_between(NOON + 10 * MINUTE, NOON + 30 * MINUTE).search(needle)
        in_time = set(logs.started_between(NOON + 10 * MINUTE, NOON + 30 * MINUTE).values_list("id", flat=True))
        assert [log.id for log in between.newest().page(0, 50)] == [key for key in found if key in in_time]
        assert between.count() == len(in_time.intersection(found))
        either = logs.filter(id__in=logs.search(needle).values("id")) | logs.filter(model="model-2")
        assert either.count() == len(set(found) | {key for key in models if models[key] == "model-2"})
        assert logs.exclude(id__in=logs.search(needle).values("id")).count() == len(store) - len(found)
        by_model = logs.search(needle).sorted_by("model", descending=True).page(0, 100)
        assert [log.id for log in by_model] == sorted(found, key=lambda key: (models[key], key), reverse=True)


@pytest.mark.parametrize("needle", ["role", "content", "input_messages", "user", '":"', "{", "gpt-4o", "dialect"])
@pytest.mark.parametrize("is_indexed", [True, False])
def test_the_form_of_a_payload_is_not_found(project, needle, is_indexed):
    make_log(project, **fields_of(["hello there", "yes", "so be it"], "fine"))
    if is_indexed:
        index.index_pending()
    assert Log.objects.of_project(project.pk).search(needle).count() == 0


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("100% of a_b", "0% of a_"),
        ('say "hi" \\ bye', '"hi" \\'),
        ("one\ntwo\tthree", "e\ntwo\tt"),
        ("Die Straße", "STRASSE"),
        ("\u0130stanbul", "i\u0307stan"),
        ("\ufb01ne efficient", "\ufb01n"),
        ("cafe\u0301 noir", "CAF\u00c9"),
        ("\u4e2d\u6587\u641c\u7d22\u5f88\u5feb", "\u641c\u7d22"),
        ("\u4e2d\u6587\u641c\u7d22", "\u7d22"),
        ("\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645", "\u0627\u0644\u0639"),
        ("\u0928\u092e\u0938\u094d\u0924\u0947", "\u094d\u0924"),
        ("\uc548\ub155\ud558\uc138\uc694", "\ub155\ud558"),
        ("id 0b8f1c2e-77aa-4e21-9d0c-55aa66bb77cc", "2e-77aa-4e"),
        ("id 0b8f1c2e-77aa-4e21-9d0c-55aa66bb77cc", "f1C2"),
        ("x" * 50 + "needle" + "y" * 50, "xneedley"),
        ("wait?! no", "?!"),
        ("wait?! no", "t?! n"),
        ("nul \x00 here", "l \ufffd h"),
        ("gpt\u6a21\u578b4", "t\u6a21"),
    ],
)
@pytest.mark.parametrize("is_indexed", [True, False])
def test_finds_in_any_script_and_spelling(project, text, needle, is_indexed):
    log = make_log(project, input=text)
    make_log(project, input="something else")
    if is_indexed:
        index.index_pending()
    logs = Log.objects.of_project(project.pk)
    assert list(logs.search(needle)) == [log]
    assert list(logs.search(needle).newest().page(0, 5)) == [log]


def test_a_needle_does_not_run_from_one_text_into_the_next(project):
    make_log(project, **fields_of(["ends here"], "starts here"))
    assert Log.objects.search("here\nstarts").count() == 0


def test_another_projects_words_are_not_looked_at(project, stranger_project, django_assert_num_queries):
    make_logs(stranger_project, [{"input": f"secret {UUID(int=n)}"} for n in range(30)])
    index.index_pending()
    with django_assert_num_queries(2):  # what waits and which segments there are, of this project
        assert Log.objects.of_project(project.pk).search("secret").newest().page(0, 50) == []


def test_all_projects_are_searched_where_none_is_named(project, stranger_project):
    make_log(project, input="needle")
    make_log(stranger_project, input="needle")
    index.index_pending()
    assert Log.objects.search("needle").count() == 2


def test_a_search_out_of_time_says_how_far_it_got(project):
    make_logs(project, [{"input": "what?", "started_at": NOON + n * MINUTE} for n in range(300)])
    found = Log.objects.of_project(project.pk).search("!").newest().first_rows(50, seconds=0)
    assert found == []
    assert found.searched_to == NOON + 200 * MINUTE


def test_a_search_that_ends_does_not_say_so(project):
    make_logs(project, [{"input": "what?"}] * 10)
    assert Log.objects.of_project(project.pk).search("!").newest().first_rows(50, seconds=0).searched_to is None


def test_words_that_are_everywhere_are_found_newest_first(project):
    names = [f"{chr(97 + a)}a{chr(97 + b)}" for a in range(26) for b in range(26)]
    speaker = random.Random(3)
    said = [" ".join(speaker.sample(names, 100)) for _ in range(600)]
    made = make_logs(project, [{"input": text, "started_at": NOON + n * MINUTE} for n, text in enumerate(said)])
    index.index_pending()
    expected = sorted((log.id for log in made), reverse=True)
    logs = Log.objects.of_project(project.pk).search("a").newest()
    assert [log.id for log in logs.page(0, 550)] == expected[:550]
    assert logs.count() == 600


def test_conditions_that_refuse_most_candidates_do_not_lose_any(project):
    rare = {5, 1700, 2990}
    fields = [
        {"input": "common word", "model": "rare" if n in rare else "usual", "started_at": NOON + n * MINUTE}
        for n in range(3000)
    ]
    made = make_logs(project, fields)
    index.index_pending()
    found = Log.objects.of_project(project.pk).filter(model="rare").search("common").newest().page(0, 50)
    assert [log.id for log in found] == [made[n].id for n in sorted(rare, reverse=True)]
