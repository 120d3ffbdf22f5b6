"""What is at none of the native API's paths: 404 for whoever has a key or is signed in, 401 for anybody else."""

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from .door import NativeDoor


class UnservedPath(NativeDoor, APIView):
    """Every method is answered alike."""

    permission_classes = [IsAuthenticated]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound("There is nothing at this path.")
