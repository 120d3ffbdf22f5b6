"""The doors as a caller sees them: where to knock, with which credential, and the form of each door's refusals."""

import json
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

import jwt
from django.conf import settings
from django.test import Client
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.models import ApiKey, BotApp, Project, User
from logs.models import Log, LogBody
from logs.tests.dialects.kore_client import PERIOD
from logs.tests.factories import make_log

OWN, NONE = "a good credential", "none"
ANOTHER_SECRET = "a secret that belongs to nobody here, long enough for HS256"


class Gate(StrEnum):
    """One endpoint of a door; Keywords AI's door reads and writes, so it has several."""

    CREATE = "Keywords AI create"
    BATCH = "Keywords AI batch"
    LIST = "Keywords AI list"
    FILTER = "Keywords AI list by body"
    LITELLM = "LiteLLM"
    LLMREPORT = "LLM Report"
    KORE = "Kore.ai"
    BIFROST = "Bifrost"


PLACES: Mapping[Gate, tuple[str, str]] = {
    Gate.CREATE: ("POST", "/api/request-logs/create/"),
    Gate.BATCH: ("POST", "/api/request-logs/batch/create"),
    Gate.LIST: ("GET", "/api/request-logs/list/"),
    Gate.FILTER: ("POST", "/api/request-logs/list/"),
    Gate.LITELLM: ("POST", "/litellm/logs"),
    Gate.LLMREPORT: ("GET", "/api/v1/requests"),
    Gate.KORE: ("POST", "/api/1.1/public/bot/{bot}/getLLMUsageLogs"),
    Gate.BIFROST: ("GET", "/api/logs"),
}
GOOD_BODIES: Mapping[Gate, bytes] = {
    Gate.CREATE: b'{"model": "gpt-4o"}',
    Gate.BATCH: b'{"logs": [{"model": "gpt-4o"}]}',
    Gate.FILTER: b"{}",
    Gate.LITELLM: b'{"id": "chatcmpl-1", "call_type": "acompletion", "model": "gpt-4o"}',
    Gate.KORE: json.dumps(PERIOD).encode(),
}


# -- refusals


def keywordsai_refusal(status: int, body: dict[str, Any]) -> str:
    """LiteLLM's door too: `{"detail"}`, with 422 the wrong fields by name or the outcome of each log."""
    if status == 422:
        assert body.keys() in ({"detail", "errors"}, {"detail", "results"})
    else:
        assert body.keys() == {"detail"}
    return body["detail"]


def llmreport_refusal(status: int, body: dict[str, Any]) -> str:
    assert body.keys() == {"error"}
    return body["error"]


def kore_refusal(status: int, body: dict[str, Any]) -> str:
    """`{"errors": [{"msg", "code"}]}`; the code is the status, or 4002 where the caller is in doubt."""
    (error,) = body["errors"]
    assert body.keys() == {"errors"} and error.keys() == {"msg", "code"}
    assert error["code"] in (status, 4002)
    return error["msg"]


def bifrost_refusal(status: int, body: dict[str, Any]) -> str:
    let_in = {} if status in (401, 403) else {"extra_fields": {}}
    message = body["error"]["message"]
    assert body == {"is_bifrost_error": False, "status_code": status, "error": {"message": message}, **let_in}
    return message


_FORMS: Mapping[Gate, Callable[[int, dict[str, Any]], str]] = {
    Gate.LLMREPORT: llmreport_refusal,
    Gate.KORE: kore_refusal,
    Gate.BIFROST: bifrost_refusal,
}


def answer_of(gate: Gate, response: Any) -> tuple[int, str]:
    """Status and sentence of an answer, its form asserted; a success has no sentence."""
    assert response["Content-Type"] == "application/json"
    status, body = response.status_code, json.loads(response.content)
    if status < 400:
        return status, ""
    return status, _FORMS.get(gate, keywordsai_refusal)(status, body)


# -- the caller


class Caller:
    """A project that owns a log and a bot, a stranger's that does too, and a client that knocks with any credential."""

    def __init__(self) -> None:
        self.owner = User.objects.create_user("owner@example.com", "correct horse battery")
        self.project = Project.objects.open("acme", owner=self.owner)
        self.bot = self.project.default_bot()
        self.app = BotApp.objects.issue(self.project, self.bot, "reporting")[0]
        self.key = self._issue(self.project)
        self.log = make_log(self.project, source_id="mine", input_messages=[{"role": "user", "content": "Hi"}])
        self.client: Callable[[], Client] = Client
        self.stranger = Project.objects.open("globex")
        self.stranger_app = BotApp.objects.issue(self.stranger, self.stranger.default_bot(), "reporting")[0]
        self.stranger_log = make_log(self.stranger, source_id="theirs")

    def send(
        self,
        gate: Gate,
        *,
        method: str | None = None,
        path: str | None = None,
        query: str = "",
        body: bytes | None = None,
        credential: str = OWN,
        content_type: str = "application/json",
        **headers: str,
    ) -> Any:
        """The door's answer; what is not said is as it should be."""
        own_method, own_path = PLACES[gate]
        bots = {"bot": self.bot.bot_id, "other_bot": self.stranger.default_bot().bot_id}
        method, path = method or own_method, (path or own_path).format(**bots)
        raw = body if body is not None else GOOD_BODIES.get(gate, b"") if method == own_method else b""
        known = {"auth" if gate is Gate.KORE else "Authorization": self._header(gate, credential)}
        sent = {**known, **headers} if known[next(iter(known))] else headers
        # The client unpacks percent signs itself and leaves invalid UTF-8 as it is.
        return self.client().generic(method, path, raw, content_type, headers=sent, QUERY_STRING=query)

    def contents(self) -> dict[int, tuple[dict[str, Any], bytes | None]]:
        """Everything that is stored: each log's row and its body."""
        blobs = {log_id: bytes(blob) for log_id, blob in LogBody.objects.values_list("id", "blob")}
        return {row["id"]: (row, blobs.get(row["id"])) for row in Log.objects.values()}

    def _header(self, gate: Gate, credential: str) -> str:
        if credential == NONE:
            return ""
        is_kore = gate is Gate.KORE
        if credential == OWN:
            return self.kore_token() if is_kore else f"Bearer {self.key}"
        text = CREDENTIALS[credential](self)
        text = text[is_kore] if isinstance(text, tuple) else text
        return text if is_kore else f"Bearer {text}"

    def kore_token(self, secret: str | None = None, algorithm: str = "HS256", **claims: Any) -> str:
        key = self.app.secret if secret is None else secret
        return jwt.encode({"appId": self.app.client_id, **claims}, key or None, algorithm)

    def person_token(self, secret: str = "", algorithm: str = "HS256", **claims: Any) -> str:
        """An access token of the owner, signed anew."""
        payload = {**AccessToken.for_user(self.owner).payload, **claims}
        return jwt.encode(payload, secret or (settings.SECRET_KEY if algorithm != "none" else None), algorithm)

    def spent_key(self, **fields: Any) -> str:
        return ApiKey.objects.issue(self.project, "spent", ["ingest", "read"], **fields)[1]

    def _issue(self, project: Project) -> str:
        return ApiKey.objects.issue(project, "test", ["ingest", "read"])[1]


def _revoked_key(caller: Caller) -> str:
    key, text = ApiKey.objects.issue(caller.project, "revoked", ["ingest", "read"])
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=timezone.now())
    return text


def _hour_ago() -> int:
    return int(time.time()) - 3600


# By name: what is sent as the credential. Of two, the first is for the doors that take keys, the second for Kore.ai.
CREDENTIALS: Mapping[str, Callable[[Caller], str | tuple[str, str]]] = {
    "an expired key": lambda caller: caller.spent_key(expires_at=timezone.now() - timedelta(days=1)),
    "a revoked key": _revoked_key,
    "a forged key": lambda caller: caller.key[:-4] + ("AAAA" if caller.key[-4:] != "AAAA" else "BBBB"),
    "an expired token": lambda caller: (caller.person_token(exp=_hour_ago()), caller.kore_token(exp=_hour_ago())),
    "a token signed by nobody's secret": lambda caller: (
        caller.person_token(ANOTHER_SECRET),
        caller.kore_token(ANOTHER_SECRET),
    ),
    "alg: none": lambda caller: (caller.person_token(algorithm="none"), caller.kore_token("", "none")),
    "another HMAC": lambda caller: (
        caller.person_token(settings.SECRET_KEY, "HS512"),
        caller.kore_token(caller.app.secret, "HS512"),
    ),
    "signed with another app's secret": lambda caller: (
        caller.person_token(caller.stranger_app.secret),
        caller.kore_token(caller.stranger_app.secret),
    ),
    "signed with what everybody knows": lambda caller: (
        caller.person_token(caller.app.client_id),
        caller.kore_token(caller.app.client_id),
    ),
    "a Kore.ai token signed with the server's own secret": lambda caller: caller.kore_token(settings.SECRET_KEY),
    "a token of the other kind": lambda caller: (caller.kore_token(), caller.person_token()),
    "a key at Kore.ai, its token elsewhere": lambda caller: (caller.kore_token(), caller.key),
    "a key in the shape of a token": lambda caller: f"{caller.key}.{caller.key}.{caller.key}",
    "a refresh token": lambda caller: str(RefreshToken.for_user(caller.owner)),
    "10,000 characters as a credential": lambda caller: "x" * 10_000,
    "a credential beyond ASCII": lambda caller: "ключ".encode().decode("latin-1"),
}
