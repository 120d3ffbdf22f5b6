"""Learning a dictionary from a project's own logs: the words and the turns of phrase that many of them share.

A dictionary outlives the logs that it was learnt from, so what few logs say is not in it: only words that stand in
several of those looked at, and in their order only where that too stands in several.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import compress

import zstandard
from django.db.models import Max, QuerySet
from django.db.models.functions import Length

from ..engines import writing
from ..giving_way import give_way
from ..models import BodyDictionary, Customer, Log, LogBody, LogPart
from ..routers import logs_alias
from . import dictionaries
from .blobs import LARGE_BYTES, freeze, thaw

BYTES = 64 * 1024  # twice that packs 2 % more, and takes twice the memory
SAMPLES = 1000  # logs
MOST_BYTES = 6 * 1024 * 1024  # of their JSON: a few seconds, and some hundred megabytes while they last
_SEVERAL = 8  # samples, of which each says it
_TRIED_ON = 4  # one sample in so many is not learnt from
_WORTH = 0.95  # of what the present dictionary takes
_TOKEN = re.compile(r"\w+|\W+")
_SHORTEST_NAME = 4
_ORDER = 5  # words and what stands between them, that tell an order


def learn(project_id: int, logs: int) -> bool:
    """A dictionary from the newest of the project's logs, of which there are `logs`; whether it was worth keeping."""
    samples = _samples(project_id)
    tried = samples[::_TRIED_ON]
    learnt_from = [text for place, text in enumerate(samples) if place % _TRIED_ON]
    try:
        blob = zstandard.train_dictionary(BYTES, list(_shared(learnt_from)), level=3).as_bytes()
    except zstandard.ZstdError:  # too little that they share
        return False
    return _keep(project_id, logs, blob) if _is_better(blob, tried, project_id) else False


def _samples(project_id: int) -> list[str]:
    """What blobs hold: of the newest bodies, and of the parts that these name; of large ones nothing is read."""
    keys = list(Log.objects.filter(project_id=project_id).order_by("-id").values_list("id", flat=True)[:SAMPLES])
    bodies = list(_small(LogBody, keys).values_list("blob", "messages_part_id", "tools_part_id"))
    named = {part for _, *parts in bodies for part in parts if part is not None}
    blobs = [body[0] for body in bodies] + list(_small(LogPart, named).values_list("blob", flat=True))
    samples, size, names = [], 0, _names(project_id, keys)
    for blob in blobs:
        give_way()
        _, text = thaw(bytes(blob))
        if len(text) <= min(LARGE_BYTES, MOST_BYTES - size):
            samples.append(names.sub("", text.decode("utf-8", "replace")))
            size += len(text)
    return samples


def _names(project_id: int, keys: Collection[int]) -> re.Pattern[str]:
    """What calls the customers of these logs: somebody who is erased must not live on in a dictionary.

    The shortest are left in: they stand in many words, and name nobody by themselves.
    """
    own = set(Log.objects.filter(id__in=keys, customer_id__isnull=False).values_list("customer_id", flat=True))
    said = Customer.objects.filter(project_id=project_id, identifier__in=own).values_list("name", "email")
    names = {name for name in own.union(*said) if len(name) >= _SHORTEST_NAME}
    return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)")


def _small(model: type[LogBody | LogPart], keys: Collection[int]) -> QuerySet:
    return model.objects.annotate(size=Length("blob")).filter(id__in=keys, size__lte=LARGE_BYTES)


def _shared(samples: Sequence[str]) -> Iterator[bytes]:
    """Each sample without what it does not share: turns of phrase as they stand, then single words in no order."""
    tokens = [_TOKEN.findall(sample) for sample in samples]
    words: Counter[str] = Counter()
    turns: Counter[tuple[str, ...]] = Counter()
    for some in tokens:
        give_way()
        words.update(set(some))
        turns.update(set(_turns(some)))
    for some in tokens:
        give_way()
        in_turn = [False] * len(some)
        for place, turn in enumerate(_turns(some)):
            if turns[turn] >= _SEVERAL:
                in_turn[place : place + _ORDER] = [True] * _ORDER
        phrases = list(compress(some, in_turn))
        single = {token for token in some if words[token] >= _SEVERAL and token.isalnum()}.difference(phrases)
        yield ("".join(phrases) + " ".join(sorted(single))).encode()


def _turns(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(tokens[start:] for start in range(_ORDER)), strict=False)


def _is_better(blob: bytes, tried: Sequence[str], project_id: int) -> bool:
    """Whether others of the logs take less room with it than they do now."""
    compressor = zstandard.ZstdCompressor(level=3, dict_data=zstandard.ZstdCompressionDict(blob), write_dict_id=False)
    texts = [text.encode() for text in tried]
    own = BodyDictionary.objects.filter(project_id=project_id).aggregate(newest=Max("id"))["newest"]
    now = sum(len(freeze(0, text, own or dictionaries.SHIPPED)) for text in texts)
    return sum(len(compressor.compress(text)) for text in texts) < now * _WORTH


def _keep(project_id: int, logs: int, blob: bytes) -> bool:
    last = BodyDictionary.objects.aggregate(last=Max("id"))["last"]
    number = dictionaries.FIRST_LEARNT if last is None else last + 1
    if number > dictionaries.LAST:
        return False
    with writing(logs_alias()):
        BodyDictionary.objects.create(id=number, project_id=project_id, logs=logs, blob=blob)
    return True
