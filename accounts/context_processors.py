"""What every page knows about access: the current project and those to switch to."""

from typing import Any

from django.http import HttpRequest


def project(request: HttpRequest) -> dict[str, Any]:
    return {}
