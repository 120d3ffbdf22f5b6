"""Pages of the explorer, from the root."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.generic import RedirectView

from .appearance import choose
from .charts.views import ChartsView, ChartView, OverviewView
from .columns_menu import ColumnsView
from .compare import CompareView
from .copying import CopyView
from .dashboards import (
    ChartAddView,
    ChartMoveView,
    ChartRemoveView,
    DashboardDeleteView,
    DashboardNewView,
    DashboardRenameView,
    DashboardView,
)
from .delete import DeleteView
from .exports import ExportFileView, ExportListView, ExportNewView, ExportRemoveView
from .facets import FacetsView
from .first_log import FirstKeyView, WaitingView
from .help import HelpView
from .home import home
from .ingest_health import HealthView
from .live import NewLogsView
from .log_detail import LogDetailView, LogDrawerView, PayloadView
from .log_list import LogListView, RowsView
from .log_pieces import MediaView, MessagesView, TextView
from .marked import MarkedView
from .place_detail import PlaceDetailView
from .place_list import PlaceListView
from .places import CUSTOMERS, PLACES, Place
from .raw import JsonPartView
from .redaction import ExpressionView, RedactionView, TrialView
from .redaction import RuleRemoveView as RedactionRemoveView
from .retention import HoldLiftView, HoldPlaceView, RetentionView, RuleRemoveView
from .suggest import SuggestView
from .thread_detail import ThreadDetailView
from .thread_list import ThreadListView
from .views_menu import DefaultViewView, NewViewView, RecentView, RemoveViewView, SavedViewsView
from .zone import ZoneView

app_name = "logs"


def _place(place: Place) -> Callable[[HttpRequest], HttpResponse]:
    """The list of a place; of one that `name` names its page, as no path can hold every name."""
    of_all, of_one = PlaceListView.as_view(place=place), PlaceDetailView.as_view(place=place)
    return lambda request: (of_one if "name" in request.GET else of_all)(request)


urlpatterns = [
    path("", home, name="home"),
    path("logs", RedirectView.as_view(pattern_name="logs:list", query_string=True)),
    path("logs/", LogListView.as_view(), name="list"),
    path("logs/rows/", RowsView.as_view(), name="rows"),
    path("logs/columns/", ColumnsView.as_view(), name="columns"),
    path("logs/new/", NewLogsView.as_view(), name="new"),
    path("logs/waiting/", WaitingView.as_view(), name="waiting"),
    path("logs/first-key/", FirstKeyView.as_view(), name="first_key"),
    path("logs/marked/", MarkedView.as_view(), name="marked"),
    path("logs/delete/", DeleteView.as_view(), name="delete"),
    path("logs/facets/", FacetsView.as_view(), name="facets"),
    path("logs/overview/", OverviewView.as_view(), name="overview"),
    path("charts/", ChartsView.as_view(), name="charts"),
    path("charts/<path:name>/", ChartView.as_view(), name="chart"),
    path("zone/", ZoneView.as_view(), name="zone"),
    path("logs/suggest/", SuggestView.as_view(), name="suggest"),
    # A caller's own id may hold anything, slashes too.
    path("logs/<path:log_id>/payload.json", PayloadView.as_view(), name="payload"),
    path("logs/<path:log_id>/copy/<str:form>/", CopyView.as_view(), name="copy"),
    path("logs/<path:log_id>/messages/", MessagesView.as_view(), name="messages"),
    path("logs/<path:log_id>/text/", TextView.as_view(), name="text"),
    path("logs/<path:log_id>/media/", MediaView.as_view(), name="media"),
    path("logs/<path:log_id>/json/", JsonPartView.as_view(), name="json_part"),
    path("logs/<path:log_id>/drawer/", LogDrawerView.as_view(), name="drawer"),
    path("logs/<path:log_id>/", LogDetailView.as_view(), name="detail"),
    *(path(f"{place.name}/", _place(place), name=place.name) for place in PLACES),
    path("customers/<path:name>/", PlaceDetailView.as_view(place=CUSTOMERS), name="customer"),
    path("dashboards/", DashboardView.as_view(), name="dashboards"),
    path("dashboards/charts/", ChartAddView.as_view(), name="dashboard_chart"),
    path("dashboards/new/", DashboardNewView.as_view(), name="dashboard_new"),
    path("dashboards/<int:dashboard_id>/", DashboardView.as_view(), name="dashboard"),
    path("dashboards/<int:dashboard_id>/rename/", DashboardRenameView.as_view(), name="dashboard_rename"),
    path("dashboards/<int:dashboard_id>/delete/", DashboardDeleteView.as_view(), name="dashboard_delete"),
    path("dashboards/<int:dashboard_id>/charts/<str:chart_id>/move/", ChartMoveView.as_view(), name="chart_move"),
    path("dashboards/<int:dashboard_id>/charts/<str:chart_id>/remove/", ChartRemoveView.as_view(), name="chart_remove"),
    path("compare/", CompareView.as_view(), name="compare"),
    path("threads/", ThreadListView.as_view(), name="threads"),
    path("threads/<path:thread_id>/", ThreadDetailView.as_view(), name="thread"),
    path("help/", HelpView.as_view(), name="help"),
    path("help/sheet/", HelpView.as_view(template_name="logs/_help_sheet.html"), name="help_sheet"),
    path("ingest-health/", HealthView.as_view(), name="ingest_health"),
    path("appearance/", choose, name="appearance"),
    path("views/", SavedViewsView.as_view(), name="views"),
    path("views/new/", NewViewView.as_view(), name="view_new"),
    path("views/recent/", RecentView.as_view(), name="recent"),
    path("views/<int:view_id>/remove/", RemoveViewView.as_view(), name="view_remove"),
    path("views/<int:view_id>/default/", DefaultViewView.as_view(), name="view_default"),
    path("exports/", ExportListView.as_view(), name="exports"),
    path("exports/new/", ExportNewView.as_view(), name="export_new"),
    path("exports/<uuid:export_id>/file/", ExportFileView.as_view(), name="export_file"),
    path("exports/<uuid:export_id>/remove/", ExportRemoveView.as_view(), name="export_remove"),
    path("settings/redaction/", RedactionView.as_view(), name="redaction"),
    path("settings/redaction/expressions/", ExpressionView.as_view(), name="redaction_expression"),
    path("settings/redaction/try/", TrialView.as_view(), name="redaction_trial"),
    path("settings/redaction/<int:row_id>/remove/", RedactionRemoveView.as_view(), name="redaction_remove"),
    path("settings/retention/", RetentionView.as_view(), name="retention"),
    path("settings/retention/rules/<int:row_id>/remove/", RuleRemoveView.as_view(), name="retention_rule_remove"),
    path("settings/retention/holds/", HoldPlaceView.as_view(), name="hold_place"),
    path("settings/retention/holds/<int:row_id>/lift/", HoldLiftView.as_view(), name="hold_lift"),
    # For ids that a path cannot hold.
    path("thread/", ThreadDetailView.as_view(), name="thread_by_id"),
]
