"""Pages of accounts, under /accounts/."""

from django.urls import path

from accounts import reason_page, views
from accounts.invitations.views import InvitationView
from accounts.openid.views import OpenIdBackView, OpenIdView

app_name = "accounts"

urlpatterns = [
    path("reason/", reason_page.ReasonView.as_view(), name="reason"),
    path("login/", views.SignInView.as_view(), name="login"),
    path("login/code/", views.CodeView.as_view(), name="code"),
    path("openid/", OpenIdView.as_view(), name="openid"),
    path("openid/callback/", OpenIdBackView.as_view(), name="openid_back"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path("switch/", views.SwitchProjectView.as_view(), name="switch"),
    path("invitations/<str:token>/", InvitationView.as_view(), name="invitation"),
]
