"""Pages of settings that are about access, under /settings/."""

from django.urls import path

from accounts.settings import bots, first, keys, members, projects, security

app_name = "settings"

urlpatterns = [
    path("", first.FirstView.as_view(), name="first"),
    path("bots/", bots.BotsView.as_view(), name="bots"),
    path("bots/new/", bots.NewBotView.as_view(), name="bot_new"),
    path("bots/<str:bot_id>/", bots.BotView.as_view(), name="bot"),
    path("apps/new/", bots.NewAppView.as_view(), name="app_new"),
    path("apps/<str:client_id>/", bots.AppView.as_view(), name="app"),
    path("apps/<str:client_id>/rotate/", bots.RotateAppView.as_view(), name="app_rotate"),
    path("apps/<str:client_id>/revoke/", bots.RevokeAppView.as_view(), name="app_revoke"),
    path("keys/", keys.KeysView.as_view(), name="keys"),
    path("keys/new/", keys.NewKeyView.as_view(), name="key_new"),
    path("keys/<slug:prefix>/", keys.KeyView.as_view(), name="key"),
    path("keys/<slug:prefix>/rotate/", keys.RotateKeyView.as_view(), name="key_rotate"),
    path("keys/<slug:prefix>/revoke/", keys.RevokeKeyView.as_view(), name="key_revoke"),
    path("members/", members.MembersView.as_view(), name="members"),
    path("members/invite/", members.InviteView.as_view(), name="invite"),
    path("members/<int:member_id>/", members.MemberView.as_view(), name="member"),
    path("members/<int:member_id>/remove/", members.RemoveMemberView.as_view(), name="member_remove"),
    path("invitations/<int:invitation_id>/withdraw/", members.WithdrawView.as_view(), name="withdraw"),
    path("project/", projects.ProjectView.as_view(), name="project"),
    path("project/second-factor/", projects.DemandSecondFactorView.as_view(), name="project_second_factor"),
    path("security/", security.SecurityView.as_view(), name="security"),
    path("security/password/", security.PasswordView.as_view(), name="password"),
    path("security/app/", security.SetUpView.as_view(), name="second_factor"),
    path("security/app/remove/", security.RemoveView.as_view(), name="second_factor_remove"),
    path("security/codes/", security.RecoveryCodesView.as_view(), name="recovery_codes"),
    path("projects/", projects.ProjectsView.as_view(), name="projects"),
    path("projects/new/", projects.NewProjectView.as_view(), name="project_new"),
    path("projects/<int:project_id>/leave/", members.LeaveView.as_view(), name="leave"),
]
