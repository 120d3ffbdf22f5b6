"""To the provider and back."""

import logging
from urllib.parse import urlencode

from django.contrib.auth.views import RedirectURLMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from accounts.audit import Action, record
from accounts.invitations.inviting import of_token
from accounts.openid.people import RefusedError, person_of
from accounts.openid.provider import ProviderError, claims_of, is_configured, send
from accounts.second_factor.entering import sign_in

_NEXT = "openid_next"
logger = logging.getLogger(__name__)


@method_decorator(never_cache, name="dispatch")
class OpenIdView(RedirectURLMixin, View):
    """Sends the person to the provider. A GET: a form's redirect to elsewhere is what our CSP forbids."""

    http_method_names = ["get", "options"]
    next_page = "/"

    def get(self, request: HttpRequest) -> HttpResponse:
        if not is_configured():
            raise Http404
        request.session[_NEXT] = self.get_success_url()
        try:
            return send(request, request.build_absolute_uri(reverse("accounts:openid_back")))
        except ProviderError as error:
            logger.warning("The OpenID provider was of no use: %s", error)
            return _refuse(request, "The sign-in provider cannot be reached. Try again in a while.", 502)


@method_decorator(never_cache, name="dispatch")
class OpenIdBackView(View):
    """Where the provider sends people back to."""

    http_method_names = ["get", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not is_configured():
            raise Http404
        url = request.session.pop(_NEXT, "/")
        try:
            user = person_of(claims_of(request), is_invited=_is_invited(url), by=request)
        except ProviderError as error:
            logger.warning("The OpenID provider was of no use: %s", error)
            return _fail(request, "Signing in was not finished. Start again.", 400)
        except RefusedError as error:
            return _fail(request, str(error), 403)
        if sign_in(request, user):
            return HttpResponseRedirect(url)
        return HttpResponseRedirect(f"{reverse('accounts:code')}?{urlencode({'next': url})}")


def _is_invited(url: str) -> bool:
    """Whether the person is on the way to an invitation that is still open."""
    try:
        match = resolve(url.partition("?")[0])
    except Resolver404:
        return False
    return match.view_name == "accounts:invitation" and of_token(match.kwargs["token"]) is not None


def _fail(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    details = {"by": "OpenID Connect", "reason": reason}
    record(Action.SIGN_IN_FAILED, by=request, project_id=None, target="person", details=details)
    return _refuse(request, reason, status)


def _refuse(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "accounts/openid_refused.html", {"reason": reason}, status=status)
