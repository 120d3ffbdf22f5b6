"""Every address of llmlogs, by app. The vendors' paths are theirs, from the root."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.views import AdminSignInView
from logs import health
from logs.api.unserved import UnservedPath
from logs.dialects.unserved import UNSERVED, Unserved

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("admin/login/", AdminSignInView.as_view()),
    # Ours counts tries of the old password and says in the audit log that there is a new one.
    path("admin/password_change/", RedirectView.as_view(pattern_name="settings:password")),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.urls")),
    path("settings/", include("accounts.settings.urls")),
    path("settings/", include("logs.oversight.urls")),
    path("settings/", include("logs.erasing.urls")),
    path("api/token", include("accounts.api.urls")),
    path("api/v2/", include("logs.api.urls")),
    path("api/v2", UnservedPath.as_view(schema=None)),
    re_path(r"^api/schema/?$", SpectacularAPIView.as_view(), name="schema"),
    re_path(r"^api/docs/?$", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("", include("logs.dialects.keywordsai.urls")),
    path("", include("logs.dialects.litellm.urls")),
    path("", include("logs.dialects.llmreport.urls")),
    path("", include("logs.dialects.kore.urls")),
    path("", include("logs.dialects.bifrost.urls")),
    path("", include("logs.explorer.urls")),
    re_path(UNSERVED, Unserved.as_view(schema=None)),
]

handler400 = "logs.dialects.unserved.bad_request"
handler403 = "logs.dialects.unserved.permission_denied"
handler404 = "logs.dialects.unserved.page_not_found"
handler500 = "logs.dialects.unserved.server_error"
