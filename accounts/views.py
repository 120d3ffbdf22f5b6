"""Signing in, signing out and switching projects in the browser."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView, LogoutView, RedirectURLMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views import View

from accounts.permissions import SESSION_PROJECT

__all__ = ["LogoutView", "SignInView", "SwitchProjectView"]


class SignInView(LoginView):
    """E-mail (the field is called `username`) and password."""

    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_redirect_url(self) -> str:
        """Not back to this page: whoever is signed in already would go round in circles."""
        url = super().get_redirect_url()
        return "" if url.partition("?")[0] == self.request.path else url


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
