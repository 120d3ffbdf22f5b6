"""Keys and the query language in plain words: a page, and the same as the sheet that `?` opens on any page."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import TemplateView

from ..querylang.fields import FIELDS, Metadata

KEYS = {
    "Everywhere": [
        (("/",), "search"),
        (("?",), "this help"),
        (("Esc",), "close, then clear"),
        (("g", "l"), "to the logs"),
        (("g", "t"), "to the threads"),
        (("g", "c"), "to the customers"),
        (("g", "m"), "to the models"),
        (("g", "d"), "to the dashboards"),
    ],
    "In the list": [
        (("j",), "next row; after the last, more rows"),
        (("k",), "row before"),
        (("Enter",), "open"),
        (("o",), "open as a page"),
        (("x",), "mark"),
        (("Shift", "x"), "mark all from the last mark to here"),
        (("c",), "compare the two marked"),
        (("e",), "export"),
        (("y",), "copy the ids of the marked"),
        (("f",), "next facet"),
        (("l",), "live: show new logs as they come"),
        (("[", "]"), "time range back, forward"),
    ],
    "In a log": [
        (("j", "k"), "next, previous log"),
        (("1", "–", "8"), "tabs"),
        (("o",), "open as a page"),
        (("y",), "copy the link"),
        (("n", "p"), "next, previous difference or hit"),
    ],
}


@dataclass(frozen=True, slots=True)
class Example:
    """A query, and what it finds in words."""

    query: str
    finds: str


EXAMPLES = [
    Example("timeout", "the word in prompts, replies, tool arguments or errors; any part of a word from three letters"),
    Example('"order pizza"', "these words, one after the other"),
    Example("status:error model:gpt-5", "both: conditions side by side must all be met"),
    Example("model:gpt-5 OR model:gpt-4.1", "either of them"),
    Example("model:(gpt-5 OR gpt-4.1)", "the same, shorter"),
    Example("-channel:rtm", "all but these; NOT channel:rtm is the same"),
    Example("(status:error OR latency:>10s) customer:acme", "brackets say what belongs together"),
    Example("model:gpt-4*", "* stands for any letters, ? for one"),
    Example("customer:*", "logs that name a customer; -customer:* finds those that do not"),
    Example("latency:>2s", "units are understood: 350ms, 2s, 5m; 1k, 2M"),
    Example("tokens:[1000 TO 5000]", "from and to, both included; { and } leave the end out"),
    Example("started:>now-2h", "the past two hours; also today, 2026-11-20, 2026-11"),
    Example("metadata.env:prod", "any key of the metadata that was sent"),
]


class HelpView(LoginRequiredMixin, TemplateView):
    """GET only; as the sheet, without the page around it."""

    http_method_names = ["get", "head", "options"]
    template_name = "logs/help.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fields = [*FIELDS.values(), Metadata("metadata.<key>", "", "a key of the metadata", "metadata.env:prod")]
        return super().get_context_data(**kwargs, keys=KEYS, examples=EXAMPLES, fields=fields)
