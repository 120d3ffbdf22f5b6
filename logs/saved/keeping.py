"""Saved views and recent searches: kept, found and removed, each by who may."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.choices import Scope
from accounts.permissions import Caller

from ..wrong_fields import WrongFieldError
from .models import PARAMETERS, RecentSearch, SavedView

MOST_VIEWS = 200
MOST_RECENT = 20


def views_of(project_id: int) -> QuerySet[SavedView]:
    """All of a project's, by name."""
    return SavedView.objects.filter(project_id=project_id)


def default_view(project_id: int | None) -> SavedView | None:
    """Where the project opens, if anywhere."""
    return SavedView.objects.filter(project_id=project_id, is_default=True).first()


def may_save(caller: Caller) -> bool:
    """A view is everybody's, so whoever may read metadata only uses views and saves none."""
    return caller.may_read or caller.may(Scope.ADMIN)


def may_change(caller: Caller, view: SavedView) -> bool:
    """Who saved it, and who may change the project."""
    if caller.may(Scope.ADMIN):
        return True
    is_own = (view.user_id, view.key_id) == (caller.user_id, caller.key_id)
    return is_own and may_save(caller)


def may_set_default(caller: Caller) -> bool:
    """Where everybody's project opens is for those to say who may change the project."""
    return caller.may(Scope.ADMIN)


def save_view(caller: Caller, name: str, state: dict[str, Any], *, view: SavedView | None = None) -> SavedView:
    """A new view, or `view` with another name or state (`PARAMETERS`). Raises WrongFieldError."""
    if view is None:
        if views_of(caller.project_id).count() >= MOST_VIEWS:
            raise WrongFieldError("name", f"A project has at most {MOST_VIEWS} views.")
        view = SavedView(project_id=caller.project_id, user_id=caller.user_id, key_id=caller.key_id)
    view.name = name
    for field in PARAMETERS:
        if field in state:
            setattr(view, field, state[field])
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise WrongFieldError("name", "There is a view of this name already.") from error
    return view


def set_default(view: SavedView, is_default: bool) -> None:
    """One view of a project at most."""
    with transaction.atomic():
        # All rows in order, so that two who choose at once wait for each other.
        list(views_of(view.project_id).select_for_update().order_by("pk").values_list("pk"))
        views_of(view.project_id).filter(is_default=True).update(is_default=False)
        if is_default:
            SavedView.objects.filter(pk=view.pk).update(is_default=True)
    view.is_default = is_default


# -- recent searches


def note_search(caller: Caller, q: str, now: datetime) -> None:
    """A query that the person ran; the oldest are forgotten."""
    own = _searches(caller)
    if not own.filter(q=q).update(used_at=now):
        RecentSearch.objects.create(project_id=caller.project_id, user_id=caller.user_id, q=q, used_at=now)
        kept = own.order_by("-used_at", "-pk").values_list("pk", flat=True)[:MOST_RECENT]
        own.exclude(pk__in=list(kept)).delete()


def recent_searches(caller: Caller, most: int) -> list[str]:
    """The person's last queries, the newest first."""
    found = _searches(caller).order_by("-used_at", "-pk").values_list("q", flat=True)[:MOST_RECENT]
    return list(dict.fromkeys(found))[:most]


def forget_searches(caller: Caller) -> None:
    _searches(caller).delete()


def _searches(caller: Caller) -> QuerySet[RecentSearch]:
    return RecentSearch.objects.filter(user_id=caller.user_id, project_id=caller.project_id)
