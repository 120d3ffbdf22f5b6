"""Pages of erasing, under /settings/."""

from django.urls import path

from . import pages

app_name = "erasing"

urlpatterns = [
    path("erasure/", pages.ErasurePage.as_view(), name="page"),
    path("erasure/export/", pages.PersonFileView.as_view(), name="export"),
    path("erasure/<int:erasure_id>/receipt.json", pages.ReceiptView.as_view(), name="receipt"),
]
