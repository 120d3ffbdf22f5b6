"""Breaking the glass: a project may demand a reason before it shows content. Who gives it, how, and for how long.

A person gives one on a page, remembered in the session; a program, or a person with a token, in a header of each
request. Without one the caller is left with what may read metadata only, so no page and no door can forget to ask.
"""

from dataclasses import replace
from time import time
from typing import TYPE_CHECKING

from django.http import HttpRequest

from accounts.choices import ReasonFrom, Scope

if TYPE_CHECKING:
    from rest_framework.request import Request

    from accounts.models import Project
    from accounts.permissions import Caller

HEADER = "X-Access-Reason"
SESSION = "access_reasons"
LASTS_SECONDS = 30 * 60
SHORTEST, LONGEST = 5, 500
WANTED = f"This project demands a reason for reading content: send {SHORTEST} to {LONGEST} characters in {HEADER}."


def is_reason(text: str) -> bool:
    return SHORTEST <= len(text.strip()) <= LONGEST and text.isprintable()


def remember(request: HttpRequest, project_id: int, reason: str) -> None:
    """For half an hour of this session."""
    kept = request.session.get(SESSION, {})
    request.session[SESSION] = {**kept, str(project_id): [reason.strip(), time() + LASTS_SECONDS]}


def given(request: "HttpRequest | Request", project_id: int) -> str:
    """The reason that this request comes with; empty where there is none that counts."""
    sent = _as_utf8(request.headers.get(HEADER, ""))
    if is_reason(sent):
        return sent.strip()
    session = getattr(request, "session", None)
    reason, until = (session.get(SESSION, {}) if session is not None else {}).get(str(project_id), ["", 0.0])
    return reason if until > time() else ""


def asked(caller: "Caller", project: "Project", request: "HttpRequest | Request") -> "Caller":
    """The caller with their reason, or without content where one is demanded of them and there is none."""
    if not is_demanded(project, of_program=caller.user_id is None) or not caller.may_read:
        return caller
    if reason := given(request, project.pk):
        return replace(caller, reason=reason)
    return replace(caller, scopes=(caller.scopes - {Scope.READ}) | {Scope.READ_METADATA}, needs_reason=True)


def is_demanded(project: "Project", *, of_program: bool) -> bool:
    return project.reason_from == ReasonFrom.EVERYONE or (project.reason_from == ReasonFrom.PEOPLE and not of_program)


def _as_utf8(header: str) -> str:
    """WSGI reads headers as Latin-1, while most clients send what is beyond ASCII as UTF-8."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header
