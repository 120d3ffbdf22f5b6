"""Actions of the admin that ask before they act: a page names what is selected, and only its button does it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

_NAMED = 100
_CONFIRMED = "confirmed"

Act = Callable[[Any, HttpRequest, QuerySet], HttpResponse | None]


def confirmed(question: str, consequence: str) -> Callable[[Act], Act]:
    """Decorator of an action, under `admin.action`: what is asked, and what will be so afterwards."""

    def decorate(act: Act) -> Act:
        @wraps(act)
        def ask_first(model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
            if request.POST.get(_CONFIRMED):
                return act(model_admin, request, queryset)
            return _asked(model_admin, request, queryset, {"title": question, "consequence": consequence})

        return ask_first

    return decorate


def _asked(model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet, words: dict[str, str]) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        **words,
        "opts": model_admin.opts,
        "named": queryset[:_NAMED],
        "count": queryset.count(),
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "checkbox": ACTION_CHECKBOX_NAME,
        "action": request.POST["action"],
        "select_across": request.POST.get("select_across", "0"),
        "confirmed": _CONFIRMED,
    }
    return TemplateResponse(request, "admin/confirm_action.html", context)
