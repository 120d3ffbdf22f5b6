"""Django admin of logs and customers, for operators of every project. Captured content is read, never changed."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin import display
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts import reasons
from accounts.models import Project

from .admin_lists import (
    EstimatedPaginator,
    KindFilter,
    ProjectFilter,
    ProjectRowsAdmin,
    StartedFilter,
    StatusFilter,
)
from .content_access import note_read
from .customers import change as change_customer
from .customers import identifier_digest
from .fields import ExactTextField
from .ids import parse_public_id
from .models import Customer, Log, LogSource
from .operators import rules  # noqa: F401 - importing registers them
from .querysets import source_digest
from .stored import read
from .templatetags.content import SHOWN_CHARACTERS, json_text
from .templatetags.formats import exact_cost


class CapturedAdmin(ProjectRowsAdmin):
    """What logs and customers share: big tables, rows of all projects, nothing made or deleted by hand."""

    paginator = EstimatedPaginator
    list_max_show_all = 0
    sortable_by = ()  # in the order of an index only


@admin.register(Log)
class LogAdmin(CapturedAdmin):
    """Logs, read-only. The list reads narrow rows; the body is loaded for the one log that is opened."""

    list_display = ("started", "project", "status", "kind", "model", "customer_id", "total_tokens", "cost")
    list_filter = (ProjectFilter, StartedFilter, StatusFilter, KindFilter)
    search_fields = ("id",)  # a search box; what it finds is in get_search_results
    search_help_text = "An id (ours or the caller's), else a customer, else a model, exactly."
    ordering = ("-id",)
    readonly_fields = ("public_id", "project", "payload")
    fieldsets = (
        (None, {"fields": ("public_id", "project", "source_id", "dialect", "size_bytes", "redactions")}),
        ("Clock", {"fields": ("started_at", "ended_at", "received_at", "updated_at", "latency_ms", "ttft_ms")}),
        (
            "Call",
            {
                "fields": (
                    *("kind", "provider", "model", "stream", "cached", "has_tool_calls", "response_id"),
                    *("request_method", "request_url", "ip", "request_headers"),
                )
            },
        ),
        (
            "Outcome",
            {
                "fields": (
                    *("status", "status_code", "finish_reason", "has_warnings"),
                    *("error_type", "error_code", "error_message", "positive_feedback"),
                )
            },
        ),
        (
            "Tokens and cost",
            {
                "fields": (
                    *("prompt_tokens", "completion_tokens", "total_tokens", "cache_read_tokens"),
                    *("cache_write_tokens", "reasoning_tokens", "cost_usd", "cost_source"),
                )
            },
        ),
        (
            "Belongs to",
            {
                "fields": (
                    *("customer_id", "thread_id", "group_id", "custom_id", "trace_id", "span_id", "parent_span_id"),
                    *("parent_request_id", "bot_id", "app_id", "channel", "channel_user_id", "feature", "task_id"),
                    *("is_developer", "description", "integration", "prompt_id", "prompt_name", "metadata"),
                    "attributes",
                )
            },
        ),
        ("Content", {"fields": ("input_preview", "output_preview", "payload")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Log | None = None) -> bool:
        return False

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Equality only: an id if the term is one, else a customer if it names one, else a model."""
        term = search_term.strip()
        if not term:
            return queryset, False
        projects = list(Project.objects.values_list("pk", flat=True))
        keys = _keys_of(term, projects)
        if keys:
            return queryset.filter(id__in=keys), False
        # One column at a time, and with its projects, so that an index leads there: SQLite walks the table for an OR.
        known = Customer.objects.filter(project_id__in=projects, digest=identifier_digest(term))
        of_customer = list(known.values_list("project_id", flat=True))
        if of_customer:
            return queryset.filter(customer_id=term, project_id__in=of_customer), False
        return queryset.filter(model=term, project_id__in=projects), False

    @display(description="started")
    def started(self, log: Log) -> str:
        return f"{timezone.localtime(log.started_at):%Y-%m-%d %H:%M:%S}"

    @display(description="cost")
    def cost(self, log: Log) -> str:
        return exact_cost(log.cost_usd) or "–"

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        page = super().change_view(request, object_id, *args, **kwargs)
        log = (getattr(page, "context_data", None) or {}).get("original")  # none where there is none to see
        if log and (reason := _reason(request, log)) is not None:
            note_read(request, [log.id], project_id=log.project_id, reason=reason)
        return page

    def get_fieldsets(self, request: HttpRequest, obj: Log | None = None) -> Any:
        """Without content where its project demands a reason and the operator has given none."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or _reason(request, obj) is not None:
            return fieldsets
        return [(name, options) for name, options in fieldsets if name not in ("Content", "Outcome")]

    @display(description="payload")
    def payload(self, log: Log) -> str:
        stored = read(log)
        if stored.payload is None:
            return stored.problem
        return format_html("<pre>{}</pre>", json_text(stored.payload)[:SHOWN_CHARACTERS])


def _reason(request: HttpRequest, log: Log) -> str | None:
    """Why the operator reads content of this project; empty where nobody asks, None where one is wanted."""
    known = vars(request).setdefault("_access_reasons", {})
    if log.project_id not in known:
        project = Project.objects.filter(pk=log.project_id).first()
        is_demanded = project is not None and reasons.is_demanded(project, of_program=False)
        known[log.project_id] = (reasons.given(request, project.pk) or None) if is_demanded else ""
    return known[log.project_id]


def _keys_of(term: str, projects: Iterable[int]) -> list[int]:
    """Keys of the logs that an id names: ours in any spelling, or the caller's in any project."""
    digests = [source_digest(project_id, term) for project_id in projects]
    keys = list(LogSource.objects.filter(digest__in=digests).values_list("log_id", flat=True))
    ours = parse_public_id(term)
    return keys if ours is None else [*keys, ours]


@admin.register(Customer)
class CustomerAdmin(CapturedAdmin):
    """Customers, made from the logs that name them. Name and e-mail may be put right; a log that names them wins."""

    list_display = ("identifier", "project", "name", "email", "first_seen_at", "last_seen_at")
    list_filter = (ProjectFilter,)
    search_fields = ("name", "email")
    search_help_text = "The identifier exactly, or a part of the name or e-mail."
    ordering = ("-last_seen_at", "-id")
    fields = ("identifier", "project", "name", "email", "shown_details", "first_seen_at", "last_seen_at")
    readonly_fields = ("identifier", "project", "shown_details", "first_seen_at", "last_seen_at")
    formfield_overrides = {ExactTextField: {"widget": AdminTextInputWidget}}

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:
        change_customer(Customer.objects.get(pk=obj.pk), by=request, name=obj.name, email=obj.email)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        if search_term:
            found |= queryset.filter(digest=identifier_digest(search_term.strip()))
        return found, has_duplicates

    @display(description="details")
    def shown_details(self, customer: Customer) -> SafeString:
        return format_html("<pre>{}</pre>", json_text(customer.details))
