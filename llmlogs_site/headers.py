"""The security headers of every answer: pages, APIs, static files, redirects, refusals and failures alike."""

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class SecurityHeadersMiddleware(CSPMiddleware):
    """Stands before all other middleware, as some of those answer by themselves.

    What a view has set stays: the files of a log have a policy of their own, stricter than that of the pages.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response = super().process_response(request, response)
        for name, value in settings.SECURITY_HEADERS.items():
            response.setdefault(name, value)
        return response

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """The policy of the pages, or of the place that cannot work under it."""
        parts = super().get_policy_parts(request, response, report_only)
        for prefix, directives in settings.CONTENT_SECURITY_POLICY_OF_PLACES.items():
            if not report_only and parts.config is None and request.path_info.startswith(prefix):
                parts.config = directives
        return parts
