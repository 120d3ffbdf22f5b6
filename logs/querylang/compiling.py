"""From the tree of a query to a condition of the one query layer."""

from difflib import get_close_matches
from functools import reduce
from operator import and_, or_

from django.db.models import Q
from luqum.tree import (
    AndOperation,
    BaseGroup,
    From,
    Item,
    Not,
    OpenRange,
    OrOperation,
    Phrase,
    Plus,
    Prohibit,
    Range,
    SearchField,
    Word,
)

from ..needles import Containing
from ..text import fold
from .errors import QueryError
from .fields import FIELDS, Context, Field, field_named
from .patterns import Pattern, read_phrase, read_word
from .syntax import parse, place_in, prepared, quoted


def compile_query(text: str, context: Context) -> Q:
    """What a query means for whoever asks; an empty Q for an empty query. Raises QueryError."""
    tree = parse(text)
    return Q() if tree is None else _Compiler(text, context).condition(tree)


class _Compiler:
    def __init__(self, text: str, context: Context) -> None:
        self.text = text
        self.context = context

    # -- words

    def _words(self, word: Word | Phrase) -> Q:
        """Logs with a bare word or phrase in their content; every log for a lone `*`."""
        if not self.context.may_search:
            raise self._error(word, "Your role does not let you search in content.")
        needle = fold(self._needle(word))
        return Q(Containing(needle)) if needle else Q()

    def _needle(self, word: Word | Phrase) -> str:
        if isinstance(word, Phrase):
            return read_phrase(word.value).literal or ""
        pieces = [piece for piece in read_word(word.value).pieces if piece is not None]
        if len(pieces) > 1 or "" in pieces:
            message = "Words are found anywhere, also inside others; a wildcard inside a word is not supported."
            raise self._error(word, message, repair=self._replaced(word, quoted(word.value)))
        return "".join(pieces)

    # -- conditions

    def condition(self, tree: Item, field: Field | None = None) -> Q:
        if isinstance(tree, AndOperation):
            return reduce(and_, [self.condition(child, field) for child in tree.children])
        if isinstance(tree, OrOperation):
            return reduce(or_, [self.condition(child, field) for child in tree.children])
        if isinstance(tree, Not | Prohibit):
            return ~self.condition(tree.children[0], field)
        if isinstance(tree, BaseGroup | Plus):
            return self.condition(tree.children[0], field)
        if isinstance(tree, SearchField):
            return self._of_field(tree, field)
        if field is None:
            return self._bare(tree)
        return self._value(tree, field)

    def _of_field(self, tree: SearchField, outer: Field | None) -> Q:
        if outer is not None:
            repair = self._replaced(tree, quoted(str(tree).strip()))
            raise self._error(tree, "A value with a colon stands in quotes.", repair=repair)
        field = field_named(tree.name)
        if field is None:
            raise self._unknown(tree)
        return self.condition(tree.expr, field)

    def _bare(self, tree: Item) -> Q:
        if isinstance(tree, Word | Phrase):
            return self._words(tree)
        raise self._error(
            tree,
            "This needs a field before it, as in latency:>2s.",
            repair=self._replaced(tree, quoted(str(tree).strip())),
        )

    def _value(self, tree: Item, field: Field) -> Q:
        try:
            if isinstance(tree, Word | Phrase):
                return self._equal(field, read_word(tree.value) if isinstance(tree, Word) else read_phrase(tree.value))
            if isinstance(tree, Range):
                return self._range(tree, field)
            if isinstance(tree, OpenRange):
                return field.compared(_operator(tree), _written(tree.children[0]), self.context)
        except ValueError as error:
            raise self._error(tree, str(error)) from error
        raise self._error(tree, "Regular expressions, fuzzy words and boosts are not supported; * and ? are.")

    def _equal(self, field: Field, value: Pattern) -> Q:
        return field.known() if value.is_anything else field.equal(value, self.context)

    def _range(self, tree: Range, field: Field) -> Q:
        low, high = _written(tree.low), _written(tree.high)
        condition = field.known()
        if low != "*":
            condition &= field.compared(">=" if tree.include_low else ">", low, self.context)
        if high != "*":
            condition &= field.compared("<=" if tree.include_high else "<", high, self.context)
        return condition

    # -- mistakes

    def _unknown(self, tree: SearchField) -> QueryError:
        near = _nearest(tree.name)
        start, _ = self._span(tree)
        end = start + len(tree.name)
        if near is not None:
            repair = self.text[:start] + near + self.text[end:]
            return QueryError(f"There is no field {tree.name}; {near} is one.", start, end, repair=repair)
        message = f"There is no field {_clipped(tree.name)}. To look for it as text, put it in quotes."
        return QueryError(message, start, end, repair=self._replaced(tree, quoted(str(tree).strip())))

    def _error(self, tree: Item, message: str, *, repair: str | None = None) -> QueryError:
        start, end = self._span(tree)
        return QueryError(message, start, end, repair=repair)

    def _span(self, tree: Item) -> tuple[int, int]:
        written = prepared(self.text)
        end = tree.pos + tree.size
        while end > tree.pos + 1 and written[end - 1 : end].isspace():
            end -= 1
        return place_in(self.text, tree.pos), place_in(self.text, end)

    def _replaced(self, tree: Item, by: str) -> str:
        start, end = self._span(tree)
        return self.text[:start] + by + self.text[end:]


def _operator(tree: OpenRange) -> str:
    return (">" if isinstance(tree, From) else "<") + ("=" if tree.include else "")


def _written(word: Item) -> str:
    """The text of an end of a range, quoted or not."""
    if isinstance(word, Phrase):
        return read_phrase(word.value).literal
    return str(word).strip()


def _nearest(name: str) -> str | None:
    return next(iter(get_close_matches(name.lower(), FIELDS, n=1, cutoff=0.75)), None)


def _clipped(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
