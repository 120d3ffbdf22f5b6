"""Queries that are not what a door expects, at the three gates that read one."""

from .doors import Gate
from .table import OK, Answer, Knock, Row


def query_row(case: str, **queries: tuple[str, Answer]) -> Row:
    """A query for each of LIST, LLMREPORT and BIFROST, and its answer."""
    return Row(case, tuple(Knock(Gate[gate], {"query": query}, answer) for gate, (query, answer) in queries.items()))


def _rules(raw: str) -> str:
    return "filter=" + raw.replace("{", "%7B").replace("}", "%7D").replace('"', "%22")


LONG = "x" * 10_000
MANY = "&".join(f"p{number}=1" for number in range(1001))
TOO_MANY: Answer = (400, "there are too many parameters")
BAD_PAGE: Answer = (400, "page must be a whole number from 1.")
BAD_NUMBER: Answer = (400, "pageNumber must be a whole number from 1 to 1000000000.")
BAD_SIZE: Answer = (400, "pageSize must be a whole number from 1 to 1000.")
NO_RULES: Answer = (400, "filter: It must be an object: a rule group, or fields with the values they equal.")
LEVELS: Answer = (400, "filter: The JSON is nested deeper than 200 levels.")
COLUMNS = (
    "id, createdAt, updatedAt, ip, url, method, status, cached, streamed, user_id, model, openai_id, prompt_tokens, "
    "completion_tokens, cost, app_id"
)
SORTS = (
    "id, timestamp, start_time, cost, latency, time_to_first_token, prompt_tokens, completion_tokens, all_tokens, "
    "total_tokens, total_request_tokens, status_code, model, with - in front for descending"
)
NO_TIME = "A time is expected, ISO 8601 for example, between the years 1900 and 9000."


def _same(case: str, keywordsai: str, llmreport: str, bifrost: str) -> Row:
    """A query that is fine everywhere."""
    return query_row(case, LIST=(keywordsai, OK), LLMREPORT=(llmreport, OK), BIFROST=(bifrost, OK))


# Bifrost ignores what it cannot read, as the vendor does, except a page out of range.
QUERIES = [
    query_row(
        "a page that is no number",
        LIST=("page=x", BAD_PAGE),
        LLMREPORT=("pageNumber=x", BAD_NUMBER),
        BIFROST=("limit=x", OK),
    ),
    query_row(
        "page 0",
        LIST=("page=0", BAD_PAGE),
        LLMREPORT=("pageNumber=0", BAD_NUMBER),
        BIFROST=("limit=0", (400, "limit must be greater than 0")),
    ),
    query_row(
        "a negative page",
        LIST=("page=-1", BAD_PAGE),
        LLMREPORT=("pageSize=-1", BAD_SIZE),
        BIFROST=("offset=-1", (400, "offset cannot be negative")),
    ),
    query_row(
        "a page of 1,001",
        LIST=("page_size=1001", OK),
        LLMREPORT=("pageSize=1001", BAD_SIZE),
        BIFROST=("limit=1001", (400, "limit cannot exceed 1000")),
    ),
    query_row(
        "31 digits",
        LIST=("page=" + "9" * 31, BAD_PAGE),
        LLMREPORT=("pageNumber=" + "9" * 31, BAD_NUMBER),
        BIFROST=("offset=" + "9" * 31, OK),
    ),
    query_row(
        "5,000 digits",
        LIST=("prompt_tokens=" + "9" * 5000, (400, 'The filter "prompt_tokens": A number is expected.')),
        LLMREPORT=("pageSize=" + "9" * 5000, BAD_SIZE),
        BIFROST=("min_tokens=" + "9" * 5000, OK),
    ),
    query_row(
        "NaN in a query",
        LIST=("cost=NaN", (400, 'The filter "cost": A number is expected.')),
        LLMREPORT=(_rules('{"cost":NaN}'), (400, "filter: NaN is not a JSON number.")),
        BIFROST=("min_cost=NaN", OK),
    ),
    query_row(
        "Infinity in a query",
        LIST=("latency=Infinity", (400, 'The filter "latency": A number is expected.')),
        LLMREPORT=(_rules('{"cost":Infinity}'), (400, "filter: Infinity is not a JSON number.")),
        BIFROST=("max_cost=Infinity", OK),
    ),
    query_row(
        "an unknown sort",
        LIST=("sort_by=colour", (400, f"sort_by must be one of {SORTS}.")),
        LLMREPORT=("sortBy=colour", (400, f"sortBy must be one of {COLUMNS}.")),
        BIFROST=("sort_by=colour", OK),
    ),
    query_row(
        "a time that is none",
        LIST=("start_time=yesterday", (400, f"start_time: {NO_TIME}")),
        LLMREPORT=(
            _rules('{"createdAt":"yesterday"}'),
            (400, "filter: createdAt is compared with a time such as 2026-01-31T12:00:00.000Z."),
        ),
        BIFROST=("start_time=yesterday", OK),
    ),
    query_row(
        "an unknown parameter",
        LIST=("colour=red", (400, 'Unknown filter field "colour".')),
        LLMREPORT=("colour=red", OK),
        BIFROST=("colour=red", OK),
    ),
    query_row(
        "a name of 10,000 characters",
        LIST=(f"{LONG}=1", (400, f'Unknown filter field "{LONG[:80]}…".')),
        LLMREPORT=(f"{LONG}=1", OK),
        BIFROST=(f"{LONG}=1", OK),
    ),
    query_row(
        "parameters without a name",
        LIST=("=1&&=", (400, 'Unknown filter field "".')),
        LLMREPORT=("=1&&=", OK),
        BIFROST=("=1&&=", OK),
    ),
    query_row("1,001 parameters", LIST=(MANY, TOO_MANY), LLMREPORT=(MANY, TOO_MANY), BIFROST=(MANY, TOO_MANY)),
    _same("the same parameter twice", "model=a&model=b", "pageSize=1&pageSize=2", "limit=1&limit=2"),
    _same("a value of 10,000 characters", f"model={LONG}", f"user_id={LONG}", f"models={LONG}"),
    _same("invalid UTF-8 in a query", "model=%FF%FE", "user_id=%FF%FE", "models=%FF%FE"),
    _same("U+0000 in a query", "model=%00", "search=%00", "content_search=%00"),
    _same("a lone surrogate in a query", "model=%ED%A0%80", "search=%ED%A0%80", "content_search=%ED%A0%80"),
    _same("broken percent signs", "model=%ZZ%", "search=%ZZ%", "content_search=%ZZ%"),
    query_row(
        "truncated JSON in a query",
        LLMREPORT=(_rules('{"model":'), (400, "filter: The JSON cannot be read: Expecting value at character 9.")),
    ),
    query_row("an array in a query", LLMREPORT=("filter=[]", NO_RULES)),
    query_row("a scalar in a query", LLMREPORT=("filter=17", NO_RULES)),
    query_row("201 levels in a query", LLMREPORT=("filter=" + "[" * 201 + "]" * 201, LEVELS)),
    query_row("100,000 levels in a query", LLMREPORT=("filter=" + "[" * 100_000, LEVELS)),
]
