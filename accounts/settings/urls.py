"""Pages of settings that are about access, under /settings/."""

from django.urls import path

from accounts.settings import first, members, projects

app_name = "settings"

urlpatterns = [
    path("", first.FirstView.as_view(), name="first"),
    path("members/", members.MembersView.as_view(), name="members"),
    path("members/invite/", members.InviteView.as_view(), name="invite"),
    path("members/<int:member_id>/", members.MemberView.as_view(), name="member"),
    path("members/<int:member_id>/remove/", members.RemoveMemberView.as_view(), name="member_remove"),
    path("invitations/<int:invitation_id>/withdraw/", members.WithdrawView.as_view(), name="withdraw"),
    path("project/", projects.ProjectView.as_view(), name="project"),
    path("projects/", projects.ProjectsView.as_view(), name="projects"),
    path("projects/new/", projects.NewProjectView.as_view(), name="project_new"),
    path("projects/<int:project_id>/leave/", members.LeaveView.as_view(), name="leave"),
]
