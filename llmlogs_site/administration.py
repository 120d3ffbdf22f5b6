"""Django's admin with our first page."""

from django.contrib.admin.apps import AdminConfig


class OperatorsAdmin(AdminConfig):
    """`django.contrib.admin` under a site of our own."""

    default_site = "logs.operators.site.OperatorsSite"
