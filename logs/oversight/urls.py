"""Pages of what was recorded, under /settings/."""

from django.urls import path

from . import pages

app_name = "oversight"

urlpatterns = [
    path("audit/", pages.AuditPage.as_view(), name="audit"),
    path("audit/file/", pages.AuditFile.as_view(), name="audit_file"),
    path("content-access/", pages.ReadsPage.as_view(), name="reads"),
    path("content-access/rule/", pages.ReasonRuleView.as_view(), name="reason_rule"),
    path("content-access/file/", pages.ReadsFile.as_view(), name="reads_file"),
]
