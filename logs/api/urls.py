"""Paths of the native API, under `api/v2/`, with a slash at the end; leaving it out is forgiven."""

from django.urls import re_path

from .access import urls as access
from .customers import Customers
from .erasures import Erasures, PersonExport
from .exports import Exports
from .logs import Logs
from .records import Audit, Reads
from .redaction import RedactionRules
from .retention import LegalHolds, RetentionRules, RetentionRuns
from .unserved import UnservedPath
from .views import SavedViews

_EXPORT = r"exports/(?P<export_id>[^/]+)"
# A caller's own id may hold any character, a slash and a line break too.
_ID = r"(?P<log_id>[\s\S]+?)"

_CUSTOMER = r"(?P<customer_id>[\s\S]+?)"
_VIEW = r"views/(?P<view_id>[^/]+)"
_READ_AND_CHANGE = {"get": "retrieve", "patch": "partial_update"}
_READ_AND_REMOVE = {"get": "retrieve", "delete": "destroy"}
_CHANGES = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}

urlpatterns = [
    *access.urlpatterns,
    re_path(r"^audit/?$", Audit.as_view({"get": "list"}), name="audit"),
    re_path(r"^content-access/?$", Reads.as_view({"get": "list"}), name="content_access"),
    re_path(r"^erasures/?$", Erasures.as_view({"get": "list", "post": "create"}), name="erasure_list"),
    re_path(r"^erasures/(?P<erasure_id>[^/]+)/?$", Erasures.as_view({"get": "retrieve"}), name="erasure"),
    re_path(r"^person-export/?$", PersonExport.as_view({"get": "list"}), name="person_export"),
    re_path(r"^logs/?$", Logs.as_view({"get": "list"}), name="log_list"),
    re_path(rf"^logs/{_ID}/?$", Logs.as_view({"get": "retrieve"}), name="log"),
    re_path(r"^customers/?$", Customers.as_view({"get": "list"}), name="customer_list"),
    re_path(rf"^customers/{_CUSTOMER}/?$", Customers.as_view(_READ_AND_CHANGE), name="customer"),
    re_path(r"^exports/?$", Exports.as_view({"get": "list", "post": "create"}), name="export_list"),
    re_path(rf"^{_EXPORT}/?$", Exports.as_view(_READ_AND_REMOVE), name="export"),
    re_path(rf"^{_EXPORT}/file/?$", Exports.as_view({"get": "file"}), name="export_file"),
    re_path(r"^views/?$", SavedViews.as_view({"get": "list", "post": "create"}), name="view_list"),
    re_path(rf"^{_VIEW}/?$", SavedViews.as_view(_CHANGES), name="view"),
    re_path(r"^retention-rules/?$", RetentionRules.as_view({"get": "list", "put": "update"}), name="rule_list"),
    re_path(r"^retention-rules/(?P<rule_id>[^/]+)/?$", RetentionRules.as_view(_READ_AND_REMOVE), name="rule"),
    re_path(r"^redaction-rules/?$", RedactionRules.as_view({"get": "list", "put": "update"}), name="redaction_list"),
    re_path(r"^redaction-rules/(?P<rule_id>[^/]+)/?$", RedactionRules.as_view(_READ_AND_REMOVE), name="redaction"),
    re_path(r"^legal-holds/?$", LegalHolds.as_view({"get": "list", "post": "create"}), name="hold_list"),
    re_path(r"^legal-holds/(?P<hold_id>[^/]+)/?$", LegalHolds.as_view(_READ_AND_REMOVE), name="hold"),
    re_path(r"^retention-runs/?$", RetentionRuns.as_view({"get": "list"}), name="run_list"),
    re_path(r"", UnservedPath.as_view(schema=None)),
]
