"""Signing in, signing out and switching projects in the browser."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView, LogoutView, RedirectURLMixin, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.openid.provider import is_configured
from accounts.permissions import SESSION_PROJECT
from accounts.second_factor.codes import check
from accounts.second_factor.entering import finish, pending, sign_in
from accounts.sign_in.throttle import TooManyTriesError

__all__ = ["AdminSignInView", "CodeView", "LogoutView", "SignInView", "SwitchProjectView"]


class SignInView(LoginView):
    """E-mail (the field is called `username`) and password."""

    http_method_names = ["get", "head", "options", "post"]
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except TooManyTriesError as error:
            return too_many_tries(request, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        provider = settings.OIDC_NAME if is_configured() else ""
        return super().get_context_data(**kwargs, provider=provider, has_passwords=settings.PASSWORD_SIGN_IN)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        if sign_in(self.request, form.get_user()):
            return HttpResponseRedirect(self.get_success_url())
        return HttpResponseRedirect(f"{reverse('accounts:code')}?{urlencode({'next': self.get_success_url()})}")

    def get_redirect_url(self) -> str:
        """Not back to this page: whoever is signed in already would go round in circles."""
        url = super().get_redirect_url()
        return "" if url.partition("?")[0] == self.request.path else url


class CodeView(RedirectURLMixin, View):
    """The code of the second factor, after the password; without that one is sent back to it."""

    http_method_names = ["get", "head", "options", "post"]
    next_page = "/"

    @method_decorator([sensitive_post_parameters("code"), never_cache])
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.person = pending(request)
        if request.method in ("GET", "HEAD", "POST") and self.person is None:
            return HttpResponseRedirect(reverse("accounts:login"))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/code.html", {"next": self.get_redirect_url()})

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            is_right = check(self.person, request.POST.get("code", ""), by=request)
        except TooManyTriesError as error:
            return too_many_tries(request, error)
        if not is_right:
            context = {"next": self.get_redirect_url(), "is_wrong": True}
            return render(request, "accounts/code.html", context, status=400)
        url = self.get_success_url()
        finish(request, self.person)
        return HttpResponseRedirect(url)


def too_many_tries(request: HttpRequest, error: TooManyTriesError) -> HttpResponse:
    """The page that says how long to wait."""
    response = render(request, "accounts/too_many_tries.html", {"wait": error.minutes}, status=429)
    response["Retry-After"] = str(error.wait)
    return response


class AdminSignInView(View):
    """The admin's own sign-in page gives way to ours, which is the one way in."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", reverse("admin:index")))
        if not request.user.is_staff:  # who has been sent here by the admin would go round in circles
            raise PermissionDenied("The admin is for operators of this installation.")
        return HttpResponseRedirect(reverse("admin:index"))


class SwitchProjectView(LoginRequiredMixin, RedirectURLMixin, View):
    """Remembers in the session which of the person's projects the pages show; goes back to `next`."""

    http_method_names = ["post"]
    next_page = "/"

    def get_redirect_field_name(self) -> None:
        """Whoever has to sign in first is not sent back here, where a GET has no answer."""

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("project", "")
        project = next((one for one in request.user.projects.all() if str(one.pk) == wanted), None)
        if project is None:
            raise Http404("No such project.")
        request.session[SESSION_PROJECT] = project.pk
        return HttpResponseRedirect(self.get_success_url())
