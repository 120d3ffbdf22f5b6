"""The first log: a key, lines to paste, and a listener that moves on when it has come, or says why it was refused."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import View

from accounts.choices import Scope
from accounts.keys.changing import create
from accounts.permissions import Caller

from .. import refused
from .page import ProjectPage

CREATE_PATH = "/api/request-logs/create/"
NO_KEY = "YOUR_KEY"
_KEY_NAME = "first log"
_NOT_ALLOWED = "Your role in this project does not let you make keys."

_CURL = """curl {url}/api/request-logs/create/ \\
  -H "Authorization: Bearer {key}" \\
  -H "Content-Type: application/json" \\
  -d '{{"model": "gpt-4.1-mini",
       "prompt_messages": [{{"role": "user", "content": "Hi"}}],
       "completion_message": {{"role": "assistant", "content": "Hello!"}},
       "prompt_tokens": 8, "completion_tokens": 3, "latency": 0.61}}'"""

_PYTHON = """import json, urllib.request

log = {{
    "model": "gpt-4.1-mini",
    "prompt_messages": [{{"role": "user", "content": "Hi"}}],
    "completion_message": {{"role": "assistant", "content": "Hello!"}},
    "prompt_tokens": 8,
    "completion_tokens": 3,
    "latency": 0.61,
}}
request = urllib.request.Request(
    "{url}/api/request-logs/create/",
    data=json.dumps(log).encode(),
    headers={{"Authorization": "Bearer {key}", "Content-Type": "application/json"}},
)
print(urllib.request.urlopen(request).read().decode())"""

_OPENAI = """import time, requests
from openai import OpenAI

messages = [{{"role": "user", "content": "Hi"}}]
began = time.time()
answer = OpenAI().chat.completions.create(model="gpt-4.1-mini", messages=messages)

requests.post(
    "{url}/api/request-logs/create/",
    headers={{"Authorization": "Bearer {key}"}},
    json={{
        "model": answer.model,
        "prompt_messages": messages,
        "completion_message": answer.choices[0].message.model_dump(),
        "usage": answer.usage.model_dump(),
        "latency": time.time() - began,
    }},
).raise_for_status()"""

_LITELLM = """import litellm
from litellm.integrations.generic_api.generic_api_callback import GenericAPILogger

headers = {{"Authorization": "Bearer {key}"}}
litellm.callbacks = [GenericAPILogger("{url}/litellm/logs", headers)]  # inside the event loop"""

_KEYWORDSAI = """export KEYWORDS_AI_BASE_URL={url}/api
export KEYWORDSAI_API_KEY={key}"""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to send a log, as lines to paste."""

    title: str
    about: str
    lines: str


def ways(url: str, key: str) -> list[Way]:
    """For a server at `url`, which ends without a slash."""
    texts = [
        ("curl", "", _CURL),
        ("Python", "Needs nothing but Python.", _PYTHON),
        ("OpenAI SDK", "Sends each answer on, with its tokens and time.", _OPENAI),
        ("LiteLLM", "Sends every call of LiteLLM, its proxy's too.", _LITELLM),
        ("Already using Keywords AI", "Its SDKs send here instead.", _KEYWORDSAI),
    ]
    return [Way(title, about, text.format(url=url, key=key)) for title, about, text in texts]


def context(request: HttpRequest, caller: Caller, key: str | None = None) -> dict[str, Any]:
    """What the page of an empty project shows; `key` is one that was made just now."""
    return {
        "ways": ways(request.build_absolute_uri("/").rstrip("/"), key or NO_KEY),
        "new_key": key,
        "create_url": request.build_absolute_uri(CREATE_PATH),
        **news(caller),
    }


def news(caller: Caller) -> dict[str, Any]:
    """What the listener says. Why something was refused is for those who run the project."""
    may_run = caller.may(Scope.ADMIN)
    return {"may_run": may_run, "refusal": refused.recent(caller.project_id)}


class WaitingView(ProjectPage, View):
    """The listener's fragment; once there is a log, it has the browser load the list."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.logs.exists():
            return HttpResponse(headers={"HX-Redirect": reverse("logs:list")})
        return render(request, "logs/_waiting.html", news(self.caller))


class FirstKeyView(ProjectPage, View):
    """POST only: a key that may send and read, shown once in the lines to paste."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.caller.may(Scope.ADMIN):
            raise PermissionDenied(_NOT_ALLOWED)
        if self.logs.exists():
            return redirect("logs:list")
        project = request.user.projects.get(pk=self.caller.project_id)
        _, text = create(project, _KEY_NAME, [Scope.INGEST, Scope.READ], by=request)
        return render(request, "logs/first_log.html", context(request, self.caller, text))
