"""The FilterSet that the doors' own are made from: one is made for every request, so it is cheap to make."""

from copy import copy
from functools import cache
from typing import Any

from django.forms import Form
from django_filters import Filter, FilterSet


class Filters(dict[str, Filter]):
    """Filters by name. A copy for a request shares all that is below them, which no request changes."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Filters":
        return type(self)((name, _copied(one)) for name, one in self.items())


class DoorFilterSet(FilterSet):
    """A FilterSet whose filters are copied flat, and whose form's class is made once."""

    @classmethod
    def get_filters(cls) -> Filters:
        return Filters(super().get_filters())

    def get_form_class(self) -> type[Form]:
        return _form_class(type(self))


def _copied(one: Filter) -> Filter:
    own = copy(one)
    own.method = one.method  # a method is found through the filter that it is bound to
    return own


@cache
def _form_class(kind: type[FilterSet]) -> type[Form]:
    fields = {name: one.field for name, one in kind.base_filters.items()}
    return type(f"{kind.__name__}Form", (kind._meta.form,), fields)
