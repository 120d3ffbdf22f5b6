"""Pages of settings that are about access, under /settings/."""

from django.urls import path

from accounts.settings import first, members, projects

app_name = "settings"

urlpatterns = [
    path("", first.FirstView.as_view(), name="first"),
    path("members/", members.MembersView.as_view(), name="members"),
    path("projects/", projects.ProjectsView.as_view(), name="projects"),
]
