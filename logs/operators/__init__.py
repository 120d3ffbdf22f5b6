"""The first page of the Django admin: how the installation is doing, for operators of all projects."""
