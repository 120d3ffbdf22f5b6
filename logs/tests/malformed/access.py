"""Credentials that open no door, and methods that no path has."""

from collections.abc import Mapping

from .doors import CREDENTIALS, NONE, PLACES, Gate
from .table import Answer, Knock, Row

CREATE, LIST, LITELLM, LLMREPORT = Gate.CREATE, Gate.LIST, Gate.LITELLM, Gate.LLMREPORT
KORE, BIFROST = Gate.KORE, Gate.BIFROST
KEYWORDSAI_REFUSAL: Answer = (401, "Your API key is invalid or expired, please check your API key.")
NO_KEY: Answer = (401, "You must be logged in or provide an API key.")
BAD_KEY: Answer = (401, "Invalid API key.")
UNKNOWN_KEY: Answer = (401, "This API key is unknown, expired or revoked.")
BAD_TOKEN: Answer = (401, "Given token not valid for any token type")
NOT_GIVEN: Answer = (401, "Authentication credentials were not provided.")
UNREADABLE: Answer = (401, "The Authorization header holds neither an API key (llk_...) nor an access token.")
NOT_KNOWN: Answer = (401, "Invalid SDK credentials")
NO_TOKEN: Answer = (401, "Invalid JWT token")


def access_row(credential: str, kore: Answer, bifrost: Answer, llmreport: Answer = BAD_KEY) -> Row:
    """The same kind of credential at every door; Keywords AI and LiteLLM have one sentence for all."""
    answers = {
        CREATE: KEYWORDSAI_REFUSAL,
        LIST: KEYWORDSAI_REFUSAL,
        LITELLM: KEYWORDSAI_REFUSAL,
        LLMREPORT: llmreport,
        KORE: kore,
        BIFROST: bifrost,
    }
    return Row(credential, tuple(Knock(gate, {"credential": credential}, answer) for gate, answer in answers.items()))


ACCESS = [
    access_row(NONE, NOT_KNOWN, NOT_GIVEN, NO_KEY),
    access_row("an expired key", NO_TOKEN, UNKNOWN_KEY),
    access_row("a revoked key", NO_TOKEN, UNKNOWN_KEY),
    access_row("a forged key", NO_TOKEN, UNKNOWN_KEY),
    access_row("an expired token", NOT_KNOWN, BAD_TOKEN),
    access_row("a token signed by nobody's secret", NOT_KNOWN, BAD_TOKEN),
    access_row("alg: none", NOT_KNOWN, BAD_TOKEN),
    access_row("another HMAC", NOT_KNOWN, BAD_TOKEN),
    access_row("signed with another app's secret", NOT_KNOWN, BAD_TOKEN),
    access_row("signed with what everybody knows", NOT_KNOWN, BAD_TOKEN),
    access_row("a Kore.ai token signed with the server's own secret", NOT_KNOWN, BAD_TOKEN),
    access_row("a token of the other kind", NOT_KNOWN, BAD_TOKEN),
    access_row("a key at Kore.ai, its token elsewhere", NO_TOKEN, BAD_TOKEN),
    access_row("a key in the shape of a token", NO_TOKEN, UNKNOWN_KEY),
    access_row("a refresh token", NOT_KNOWN, BAD_TOKEN),
    access_row("10,000 characters as a credential", NO_TOKEN, UNREADABLE),
    access_row("a credential beyond ASCII", NO_TOKEN, UNREADABLE),
]
assert {row.case for row in ACCESS} == {NONE, *CREDENTIALS}


# -- methods

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
_ROOT, _SUMMARY, _ONE = "/api/request-logs/", "/api/request-logs/summary/", "/api/request-logs/mine/"
_BULK, _BOT = "/api/request-logs/bulk/", "/1.1/public/bot/{bot}/getLLMUsageLogs"
# Every path of the doors and the methods it has.
ALLOWED: Mapping[tuple[Gate, str], tuple[str, ...]] = {
    (CREATE, PLACES[CREATE][1]): ("POST",),
    (CREATE, _ROOT): ("GET", "POST"),
    (CREATE, PLACES[Gate.BATCH][1]): ("POST",),
    (CREATE, _BULK): ("POST",),
    (LIST, PLACES[LIST][1]): ("GET", "POST"),
    (LIST, _SUMMARY): ("GET", "POST"),
    (LIST, _ONE): ("GET",),
    (LITELLM, PLACES[LITELLM][1]): ("POST",),
    (LLMREPORT, PLACES[LLMREPORT][1]): ("GET",),
    (KORE, PLACES[KORE][1]): ("POST",),
    (KORE, _BOT): ("POST",),
    (BIFROST, PLACES[BIFROST][1]): ("GET",),
    (BIFROST, "/api/logs/mine"): ("GET",),
}


def _not_allowed(gate: Gate, method: str) -> Answer:
    own = {LLMREPORT: "Method not allowed", KORE: "Method Not Allowed"}
    return 405, own.get(gate, f'Method "{method}" not allowed.')


WRONG_METHODS = [
    Row(
        f"{path}: any method but {' and '.join(allowed)}",
        tuple(
            Knock(gate, {"method": method, "path": path}, _not_allowed(gate, method))
            for method in METHODS
            if method not in allowed
        ),
    )
    for (gate, path), allowed in ALLOWED.items()
]


# -- paths

NOWHERE: Answer = (404, "Not found.")
_OTHER_BOT = "/api/1.1/public/bot/{other_bot}/getLLMUsageLogs"
PATHS = [
    Row(
        "another project's log or bot",
        (
            Knock(LIST, {"path": "/api/request-logs/theirs/"}, NOWHERE),
            Knock(BIFROST, {"path": "/api/logs/theirs"}, (404, "log not found")),
            Knock(KORE, {"path": _OTHER_BOT}, NOT_KNOWN),
        ),
    ),
    Row(
        "a path that nothing serves",
        tuple(
            Knock(gate, {"path": path}, NOWHERE)
            for gate, path in {
                LIST: "/api/nothing",
                LITELLM: "/litellm/nothing",
                LLMREPORT: "/api/v1/nothing",
                KORE: "/api/1.1/nothing",
                BIFROST: "/api/mcp-logs",
            }.items()
        ),
    ),
]
