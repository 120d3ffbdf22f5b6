"""Who is in the project and as what: the list, one member, and invitations by link."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from accounts import roles
from accounts.choices import Role
from accounts.invitations.inviting import MOST_DAYS, invite, withdraw
from accounts.models import Invitation, Membership
from accounts.settings.access import AdminPage, SettingsPage
from accounts.settings.forms import SettingsForm

_REFUSALS = (roles.OwnersOnlyError, roles.LastOwnerError)


class RoleForm(SettingsForm):
    """What a member is."""

    role = forms.ChoiceField(choices=Role.choices, widget=forms.RadioSelect)


class InvitationForm(SettingsForm):
    """As what somebody is invited, and for how long the link is good."""

    role = forms.ChoiceField(choices=Role.choices, initial=Role.ANALYST)
    days = forms.IntegerField(
        label="Days it is good for", min_value=1, max_value=MOST_DAYS, initial=7, help_text=f"{MOST_DAYS} at most."
    )
    note = forms.CharField(label="For whom", max_length=200, required=False, help_text="To tell the links apart.")


class MembersView(AdminPage, TemplateView):
    """The members of the project by e-mail, and the invitations that are still open."""

    http_method_names = ["get", "head", "options"]
    template_name = "settings/members.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        members = self.project.memberships.select_related("user").order_by("user__email")
        invitations = self.project.invitations.open().select_related("created_by")
        return super().get_context_data(**kwargs, members=members, invitations=invitations)


class MemberView(AdminPage, View):
    """One member: GET shows, POST changes the role."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, member_id: int) -> HttpResponse:
        return self.page(RoleForm(initial={"role": self.member.role}))

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        form = RoleForm(request.POST)
        if not form.is_valid():
            return self.page(form, 400)
        try:
            roles.change_role(self.member, form.cleaned_data["role"], by=request, may_own=self.caller.may_own)
        except _REFUSALS as error:
            form.add_error("role", str(error))
            return self.page(form, 403 if isinstance(error, roles.OwnersOnlyError) else 400)
        messages.success(request, f"{self.member.user.email} is {self.member.get_role_display().lower()} now.")
        return redirect("settings:members")

    @cached_property
    def member(self) -> Membership:
        """Another project's member is not found, like one that never was."""
        members = Membership.objects.select_related("user")
        found = members.filter(project_id=self.caller.project_id, pk=self.kwargs["member_id"]).first()
        if found is None:
            raise Http404("There is no such member.")
        return found

    def page(self, form: RoleForm, status: int = 200) -> HttpResponse:
        may_change = self.caller.may_own or self.member.role != Role.OWNER
        context = {"member": self.member, "form": form, "may_change": may_change, "project": self.project}
        return render(self.request, "settings/member.html", context, status=status)


class RemoveMemberView(MemberView):
    """POST only: the person is no member any more."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, member_id: int) -> HttpResponse:
        email = self.member.user.email
        try:
            roles.remove(self.member, by=request, may_own=self.caller.may_own)
        except roles.OwnersOnlyError as error:
            raise PermissionDenied(str(error)) from error
        except roles.LastOwnerError as error:
            messages.error(request, str(error))
            return redirect("settings:member", member_id)
        messages.success(request, f"{email} is no member of {self.project.name} any more.")
        return redirect("settings:members")


class LeaveView(SettingsPage, View):
    """The person leaves a project of their own accord: GET asks, POST does it."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, project_id: int) -> HttpResponse:
        return render(request, "settings/leave.html", {"leaving": self.membership.project})

    def post(self, request: HttpRequest, project_id: int) -> HttpResponse:
        try:
            roles.remove(self.membership, by=request, may_own=True)
        except roles.LastOwnerError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"You have left {self.membership.project.name}.")
        return redirect("settings:projects")

    @cached_property
    def membership(self) -> Membership:
        own = self.request.user.memberships.select_related("user", "project")
        found = own.filter(project_id=self.kwargs["project_id"]).first()
        if found is None:
            raise Http404("There is no such project.")
        return found


class InviteView(AdminPage, View):
    """GET asks as what, POST makes the link and shows it, once."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(InvitationForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InvitationForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=400)
        wanted = form.cleaned_data
        try:
            invitation, token = invite(self.project, **wanted, by=request, may_own=self.caller.may_own)
        except roles.OwnersOnlyError as error:
            form.add_error("role", str(error))
            return self._page(form, status=403)
        link = request.build_absolute_uri(reverse("accounts:invitation", args=[token]))
        return self._page(InvitationForm(), invitation=invitation, link=link)

    def _page(self, form: InvitationForm, status: int = 200, **context: Any) -> HttpResponse:
        context |= {"form": form, "project": self.project, "roles": Role.choices}
        return render(self.request, "settings/invite.html", context, status=status)


class WithdrawView(AdminPage, View):
    """POST only: a link is good no more."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, invitation_id: int) -> HttpResponse:
        found = Invitation.objects.filter(project_id=self.caller.project_id, pk=invitation_id).first()
        if found is None:
            raise Http404("There is no such invitation.")
        try:
            withdraw(found, by=request, may_own=self.caller.may_own)
        except roles.OwnersOnlyError as error:
            raise PermissionDenied(str(error)) from error
        messages.success(request, "The invitation is withdrawn.")
        return redirect("settings:members")
