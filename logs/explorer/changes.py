"""What a turn changed in the history it sent again, in words. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from .alignment import CHANGED, GONE, NEW, SAME, Aligned, plain_text
from .conversation import Conversation, Message
from .wording import Differences, TextBudget, count_words


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between what was sent before and what was sent again, as a sentence.

    It is of history where the model reads another past now; a reply that was left out is not.
    """

    text: str
    is_of_history: bool = True


def changes_of(
    aligned: Sequence[Aligned],
    said: Conversation,
    asked: Sequence[Message],
    *,
    new: Collection[int],
    origin: int,
    budget: TextBudget,
) -> list[Change]:
    """The changes since turn `origin`, in order. `new` are the places in `asked` that the turn added: no change."""
    before = [*said.asked, *said.answered]
    replies = range(len(said.asked), len(before))
    changes: list[Change] = []
    for kind, run in groupby((one for one in aligned if one.after not in new), key=lambda one: one.kind):
        run = list(run)
        if kind == CHANGED:
            for one in run:
                name = "The reply" if one.before in replies else _name(before[one.before], one.before)
                texts = plain_text(before[one.before]), plain_text(asked[one.after])
                changes.append(_edited(name, budget.differences(*texts), origin))
        elif kind == GONE:
            changes += _left_out([one.before for one in run if one.before not in replies], before, origin)
        elif kind == NEW:
            changes.append(_put_in([one.after for one in run], asked))
    return changes + _reply_left_out(aligned, replies, origin)


def _edited(name: str, found: Differences, origin: int) -> Change:
    counts = " ".join(f"{sign}{count:,}" for sign, count in (("+", found.new), ("−", found.gone)) if count)
    words = "word" if found.new + found.gone == 1 else "words"
    return Change(f"{name} differs from turn {origin}" + (f" ({counts} {words})" if counts else ""))


def _left_out(places: Sequence[int], before: Sequence[Message], origin: int) -> list[Change]:
    if not places:
        return []
    size = _words(before[place] for place in places)
    if len(places) == 1:
        return [Change(f"{_name(before[places[0]], places[0])} of turn {origin} is no longer sent ({size})")]
    return [Change(f"Messages {places[0] + 1}–{places[-1] + 1} of turn {origin} are no longer sent ({size})")]


def _put_in(places: Sequence[int], asked: Sequence[Message]) -> Change:
    size = _words(asked[place] for place in places)
    if len(places) == 1:
        return Change(f"{_name(asked[places[0]], places[0])} was put in ({size})")
    return Change(f"Messages {places[0] + 1}–{places[-1] + 1} were put in ({size})")


def _reply_left_out(aligned: Sequence[Aligned], replies: range, origin: int) -> list[Change]:
    """Of several answers to choose from one is enough."""
    kept = [one for one in aligned if one.before in replies and one.kind in (SAME, CHANGED)]
    return [] if kept or not replies else [Change(f"The reply of turn {origin} is not sent back", is_of_history=False)]


def _name(message: Message, place: int) -> str:
    is_prompt = message.speaker == "system" and place == 0
    return "The system prompt" if is_prompt else f"Message {place + 1} ({message.speaker})"


def _words(messages: Iterable[Message]) -> str:
    count = sum(count_words(plain_text(message)) for message in messages)
    return f"{count:,} word{'' if count == 1 else 's'}"
