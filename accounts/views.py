"""Signing in, signing out and switching projects in the browser."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView, LogoutView, RedirectURLMixin, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from accounts.permissions import SESSION_PROJECT
from accounts.sign_in.throttle import TooManyTriesError

__all__ = ["AdminSignInView", "LogoutView", "SignInView", "SwitchProjectView"]


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

    def get_redirect_url(self) -> str:
        """Not back to this page: whoever is signed in already would go round in circles."""
        url = super().get_redirect_url()
        return "" if url.partition("?")[0] == self.request.path else url


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
