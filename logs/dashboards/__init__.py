"""Dashboards: named lists of charts over saved searches that a project shares. The page is in `explorer`."""
