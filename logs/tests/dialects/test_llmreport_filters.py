"""user_id, app_id, search and the forms that filter may take."""

import json
from typing import Any

import pytest

from logs.tests.factories import make_log, make_logs

URL = "/api/v1/requests"


def found(api, **parameters: Any) -> list[str]:
    """Ids of what matches, in order of the alphabet; the count must agree."""
    if "filter" in parameters and not isinstance(parameters["filter"], str):
        parameters["filter"] = json.dumps(parameters["filter"])
    answer = api.get(URL, {"pageSize": 100, **parameters})
    assert answer.status_code == 200, answer.content
    assert answer.json()["totalCount"] == len(answer.json()["requests"])
    return sorted(request["id"] for request in answer.json()["requests"])


def group(*rules: Any, **settings: Any) -> dict[str, Any]:
    return {"combinator": "and", **settings, "rules": list(rules)}


def rule(field: str, value: Any, operator: str = "=") -> dict[str, Any]:
    return {"field": field, "operator": operator, "valueSource": "value", "value": value}


# -- columns as parameters


def test_user_id_is_exact(api, project):
    make_logs(project, [{"source_id": "a", "customer_id": "u 1"}, {"source_id": "b", "customer_id": "U 1"}])

    assert found(api, user_id="u 1") == ["a"]
    assert found(api, user_id="u") == []


def test_user_id_is_decoded_once(api, project):
    make_logs(project, [{"source_id": "a", "customer_id": "50%25"}, {"source_id": "b", "customer_id": "50%"}])

    assert found(api, user_id="50%25") == ["a"]


def test_user_id_keeps_spaces_and_odd_characters(api, project):
    make_logs(project, [{"source_id": "a", "customer_id": " u\x00"}, {"source_id": "b", "customer_id": "u"}])

    assert found(api, user_id=" u\x00") == ["a"]


def test_app_id_is_exact(api, project):
    make_logs(project, [{"source_id": "a", "app_id": "shop"}, {"source_id": "b", "app_id": "shop2"}])

    assert found(api, app_id="shop") == ["a"]


def test_parameters_narrow_together(api, project):
    make_logs(
        project,
        [
            {"source_id": "a", "customer_id": "u", "app_id": "shop"},
            {"source_id": "b", "customer_id": "u", "app_id": "desk"},
        ],
    )

    assert found(api, user_id="u", app_id="desk") == ["b"]


# -- search


def test_search_finds_prompts_and_completions_in_any_case(api, project):
    make_logs(
        project,
        [
            {"source_id": "a", "input_messages": [{"role": "user", "content": "Order PIZZA"}]},
            {"source_id": "b", "output_message": {"role": "assistant", "content": "pizza it is"}},
            {"source_id": "c", "output_message": {"role": "assistant", "content": "pasta"}},
        ],
    )

    assert found(api, search="Pizza") == ["a", "b"]


def test_search_takes_percent_and_underscore_literally(api, project):
    make_logs(
        project,
        [
            {"source_id": "a", "output": "100% sure", "response_id": "r_1"},
            {"source_id": "b", "output": "1000 sure", "response_id": "rx1"},
        ],
    )

    assert found(api, search="100%") == ["a"]
    assert found(api, search="r_1") == ["a"]


@pytest.mark.parametrize(
    ("kept", "search"),
    [
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ 1", "οδος"),
        ("ЗАКАЗ", "заказ"),
        ("İ-1", "i\u0307-"),
        ("É \0", "é \0"),
    ],
)
def test_search_finds_ids_in_any_case_of_any_script(api, project, kept, search):
    make_logs(project, [{"source_id": kept}, {"source_id": "b", "response_id": kept}, {"source_id": "out"}])

    assert found(api, search=search) == sorted([kept, "b"])


def test_search_finds_ids(api, project):
    log = make_log(project, response_id="chatcmpl-ABC")
    make_log(project, source_id="req-77", response_id="resp-1")

    assert found(api, search="CMPL-abc") == [str(log.public_id)]
    assert found(api, search=str(log.public_id)) == [str(log.public_id)]
    assert found(api, search=log.public_id.hex) == [str(log.public_id)]
    assert found(api, search="REQ-7") == ["req-77"]


def test_search_does_not_look_at_model_user_or_url(api, project):
    make_log(project, model="needle", customer_id="needle", request_url="https://needle.test", ip="needle")

    assert found(api, search="needle") == []


def test_search_takes_text_that_no_engine_stores(api, project):
    make_logs(project, [{"source_id": "a", "response_id": "r\x00R"}, {"source_id": "b", "response_id": "r"}])

    assert found(api, search="\x00r") == ["a"]


def test_a_long_search_is_answered(api, project):
    make_log(project, source_id="a", output="x" * 60_000)

    assert found(api, search="x" * 55_000) == ["a"]


def test_search_and_an_or_filter_must_both_hold(api, project):
    make_logs(
        project,
        [
            {"source_id": "a", "output": "pizza", "metadata": {"tier": "pro"}},
            {"source_id": "b", "output": "pizza", "metadata": {"tier": "free"}},
            {"source_id": "c", "output": "pasta", "metadata": {"tier": "pro"}},
        ],
    )
    pro_or_team = group(rule("x-metadata-tier", "pro"), rule("x-metadata-tier", "team"), combinator="or")

    assert found(api, search="pizza", filter=pro_or_team) == ["a"]


# -- filter: its forms


@pytest.mark.parametrize("empty", ["", " ", "{}", "null", '{"combinator":"and","rules":[]}'])
def test_an_empty_filter_filters_nothing(api, project, empty):
    make_log(project, source_id="a")

    assert found(api, filter=empty) == ["a"]


def test_a_flat_object_asks_for_equality(api, project):
    make_logs(
        project,
        [
            {"source_id": "a", "customer_id": "u1", "metadata": {"env": "prod"}},
            {"source_id": "b", "customer_id": "u1", "metadata": {"env": "production"}},
            {"source_id": "c", "customer_id": "u2", "metadata": {"env": "prod"}},
        ],
    )

    assert found(api, filter={"user_id": "u1", "env": "prod"}) == ["a"]
    assert found(api, filter={"x-metadata-env": "prod"}) == ["a", "c"]


def test_a_flat_null_asks_for_what_is_unknown(api, project):
    make_logs(project, [{"source_id": "a"}, {"source_id": "b", "customer_id": "u"}])

    assert found(api, filter={"user_id": None}) == ["a"]


def test_a_rule_may_stand_alone(api, project):
    make_logs(project, [{"source_id": "a", "model": "gpt-4o"}, {"source_id": "b", "model": "o1"}])

    assert found(api, filter=rule("model", "o1")) == ["b"]


@pytest.fixture
def grid(project):
    """Four logs: a and b are pro, a and c are of gpt-4o."""
    make_logs(
        project,
        [
            {"source_id": "a", "model": "gpt-4o", "metadata": {"tier": "pro"}},
            {"source_id": "b", "model": "o1", "metadata": {"tier": "pro"}},
            {"source_id": "c", "model": "gpt-4o", "metadata": {"tier": "free"}},
            {"source_id": "d", "model": "o1"},
        ],
    )


PRO, GPT = rule("x-metadata-tier", "pro"), rule("model", "gpt-4o")


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (group(PRO, GPT), "a"),
        (group(PRO, GPT, combinator="or"), "abc"),
        (group(PRO, GPT, **{"not": True}), "bcd"),
        (group(PRO, GPT, combinator="or", **{"not": True}), "d"),
        (group(GPT, group(PRO, **{"not": True})), "c"),
        (group(group(PRO, GPT), group(rule("model", "o1"), rule("tier", "", "null")), combinator="or"), "ad"),
        (group(PRO, group(), group(**{"not": True})), "ab"),
        (group(group(group(PRO, **{"not": True}), **{"not": True})), "ab"),
        ({"rules": [PRO, GPT]}, "a"),
    ],
)
def test_groups_combine_and_nest(api, grid, tree, expected):
    assert "".join(found(api, filter=tree)) == expected


def test_a_hundred_rules_are_accepted(api, grid):
    assert found(api, filter=group(*[PRO] * 100, combinator="or")) == ["a", "b"]
    assert found(api, filter=group(*[rule("x-metadata-tier", "free", "!=")] * 100)) == ["a", "b", "d"]


def test_twenty_groups_may_nest(api, grid):
    tree = PRO
    for _ in range(20):
        tree = group(tree, GPT, combinator="or", **{"not": True})

    assert found(api, filter=tree) == ["b"]


# -- filter: what is refused

NO_FILTER = "cannot be filtered; use the parameter search for prompts and completions."
OPERATORS = (
    "!=, <, <=, =, >, >=, beginsWith, between, contains, doesNotBeginWith, doesNotContain, doesNotEndWith, "
    "endsWith, in, notBetween, notIn, notNull, null"
)


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        ("{", "The JSON cannot be read: Expecting property name enclosed in double quotes at character 1."),
        ("[]", "It must be an object: a rule group, or fields with the values they equal."),
        ('"model"', "It must be an object: a rule group, or fields with the values they equal."),
        ({"combinator": "and"}, "A rule group needs rules, which is a list."),
        ({"rules": {}}, "A rule group needs rules, which is a list."),
        (group("and"), "A rule must be an object with field, operator and value."),
        (group(GPT, combinator="xor"), 'A rule group\'s combinator must be "and" or "or".'),
        (group(GPT, **{"not": "yes"}), "A rule group's not must be true or false."),
        (group({"operator": "=", "value": 1}), "A rule needs a field, which is a text."),
        (
            group({**GPT, "valueSource": "field"}),
            "A rule's valueSource must be value; fields are not compared with fields.",
        ),
        (group(rule("model", "x", "~")), f"The operator of model must be one of {OPERATORS}."),
        (group(rule("model", "x", ["="])), f"The operator of model must be one of {OPERATORS}."),
        (group(rule("model", {})), "model is compared with a text, a number, true or false."),
        (group(rule("status", ["a", None], "in")), "status is compared with a text, a number, true or false."),
        (group(rule("status", "1", "between")), "status: between needs two values."),
        (group(rule("status", "ok")), "status is compared with a whole number."),
        (group(rule("cost", "cheap", "<")), "cost is compared with a number."),
        (group(rule("cost", "nan")), "cost is compared with a number."),
        (group(rule("cached", "yes")), "cached is compared with true or false."),
        (group(rule("createdAt", "now")), "createdAt is compared with a time such as 2026-01-31T12:00:00.000Z."),
        (group(rule("cached", "true", "<")), "cached cannot be compared with <."),
        (
            group(rule("completion", "x")),
            "completion cannot be filtered; use the parameter search for prompts and completions.",
        ),
        (
            {"request_body": "x"},
            "request_body cannot be filtered; use the parameter search for prompts and completions.",
        ),
        ({"model": ["a"]}, "model is compared with a text, a number, true or false."),
        (group(*[GPT] * 101, **GPT), "It may hold at most 100 rules."),
        (group(group(*[GPT] * 50), group(*[GPT] * 51)), "It may hold at most 100 rules."),
        ({str(n): n for n in range(101)}, "It may hold at most 100 rules."),
    ],
)
def test_what_is_not_understood_is_explained(api, tree, sentence):
    text = tree if isinstance(tree, str) else json.dumps(tree)
    answer = api.get(URL, {"filter": text})

    assert (answer.status_code, answer.json()) == (400, {"error": f"filter: {sentence}"})


@pytest.mark.parametrize("depth", [21, 190, 5000])
def test_deeper_nesting_is_refused(api, depth):
    answer = api.get(URL, {"filter": '{"rules":[' * depth + json.dumps(GPT) + "]}" * depth})

    assert answer.status_code == 400
    assert "nested" in answer.json()["error"]
