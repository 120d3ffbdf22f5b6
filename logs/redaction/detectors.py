"""What the built-in rules look for, in the UTF-8 of a text. Pure; linear in the text, whatever is in it.

Each has a `hint`, which says of the JSON of a whole payload, in a fraction of the time, that there is nothing to find.
"""

import re
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import re2

from .accounts import is_account, is_card, length_of_account
from .kinds import Kind
from .spans import Span


class Detector(NamedTuple):
    """`find` gets a text and the region that phone numbers without a country are of, which may be empty."""

    find: Callable[[bytes, str], Iterator[Span]]
    hint: Callable[[bytes, str], object]


def _bytes_pattern(pattern: bytes) -> "re2._Regexp":
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 32 << 20
    return re2.compile(pattern, options)


# -- keys and secrets

# Vendors' own formats: a prefix of theirs, then random letters and digits. No counted repeats: these make automata that
# do not fit into memory, and RE2 slow.
_KEY = (
    # OpenAI and those like it, Google, GitHub, GitLab, Slack, NVIDIA, Together, PyPI, Stripe, Linear, our own
    rb"(?:sk-|AIza|ya29\.|GOCSPX-|github_pat_|glpat-|xox[abeoprs]-|xapp-|nvapi-|tgp_v1_|pypi-|whsec_|lin_api_|llk_)"
    rb"[A-Za-z0-9_-]+"
)
_PLAIN_KEY = (
    # Amazon, GitHub, Hugging Face, Groq, xAI, Perplexity, Replicate, Cerebras, Databricks, Stripe, npm, ...
    rb"(?:AKIA|ASIA|ABIA|ACCA|gh[pousr]_|hf_|gsk_|xai-|pplx-|r8_|csk-|dapi|[rps]k_(?:live|test)_|npm_|dop_v1_"
    rb"|shp(?:at|ca|pa|ss)_)[A-Za-z0-9]+"
)
_MAIL_KEY = rb"SG\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+"
_WEB_TOKEN = rb"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"
_END = rb"-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
_PRIVATE_KEY = (
    rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
    # To its end, or, where that was cut off, as far as it can be one.
    rb"(?:[^-]+(?:-[^-]+)*?" + _END + rb"|[A-Za-z0-9+/=\s\\]*)"
)
_BEARER = rb"(?i:bearer)(?:\s|%20|\\[nt])+([A-Za-z0-9._~+/=-]+)"
_LOGIN = rb"[A-Za-z0-9+.-]:\\*/\\*/[^\s/?#\"'@:<>\\]*:([^\s/?#\"'@<>\\]+)@"
_NAMED = rb"(?i:aws_?secret_?access_?key|AccountKey|SharedAccessSignature)[\\\"'\s:=]+([A-Za-z0-9/+=]+)"
_SHORTEST_KEY = 20
_SHORTEST_AFTER = {1: 16, 2: 1, 3: 40}  # by group: a bearer, a login, a secret with a name

_SECRET = _bytes_pattern(b"|".join([_KEY, _PLAIN_KEY, _MAIL_KEY, _WEB_TOKEN, _PRIVATE_KEY]))
_AFTER = _bytes_pattern(b"|".join([_BEARER, _LOGIN, _NAMED]))
_SECRET_HINT = _bytes_pattern(
    rb"sk-|AKIA|ASIA|ABIA|ACCA|AIza|ya29\.|GOCSPX|gh[pousr]_|github_pat|glpat-|xox[abeoprs]-|xapp-|hf_|gsk_|xai-|pplx-"
    rb"|r8_|nvapi-|tgp_v1|csk-|dapi|[rps]k_(?:live|test)_|whsec_|npm_|pypi-|dop_v1|shp(?:at|ca|pa|ss)_|SG\.|lin_api"
    rb"|llk_|eyJ|PRIVATE KEY|(?i:bearer|secret_?access|AccountKey|SharedAccessSig)|/[^\s/?#\"'@]*:[^\s/?#\"'@]+@"
)
_WORDY = re.compile(rb"[A-Za-z0-9]")
_ESCAPES = b"nrtbf"


def _secrets(raw: bytes, region: str) -> Iterator[Span]:
    for match in _SECRET.finditer(raw):
        start, end = match.span()
        if _begins(raw, start) and _is_secret(match[0]):
            yield Span(start, end, match[0])
    for match in _AFTER.finditer(raw):
        number = next(number for number in (1, 2, 3) if match[number] is not None)
        value = match[number]
        if len(value) >= _SHORTEST_AFTER[number] and (number != 1 or _is_mixed(value)):
            yield Span(*match.span(number), value)


def _is_secret(value: bytes) -> bool:
    if value.startswith(b"eyJ"):
        return _is_web_token(value)
    if value.startswith(b"-----"):
        return True
    if value[:4] in (b"AKIA", b"ASIA", b"ABIA", b"ACCA"):
        return len(value) == _SHORTEST_KEY and value.isupper()
    return len(value) >= _SHORTEST_KEY and _is_mixed(value)


def _is_mixed(value: bytes) -> bool:
    """Random text has digits among the letters, and words joined by dashes have none."""
    return sum(48 <= byte <= 57 for byte in value) >= 2 and len(set(value)) >= 8


def _is_web_token(value: bytes) -> bool:
    head = value.split(b".")[0]
    try:
        return b'"alg"' in urlsafe_b64decode(head + b"=" * (-len(head) % 4))
    except (Base64Error, ValueError):
        return False


def _begins(raw: bytes, start: int) -> bool:
    """Whether a word can begin here: after anything but a letter or a digit, or after an escape such as \\n."""
    if start == 0 or not _WORDY.match(raw, start - 1):
        return True
    return raw[start - 1] in _ESCAPES and raw[start - 2 : start - 1] == b"\\"


def _ends(raw: bytes, end: int) -> bool:
    return end == len(raw) or not _WORDY.match(raw, end)


# -- people

# Letters of Latin, Greek and Cyrillic as UTF-8; scripts without spaces would bring the words around.
_LETTER = rb"[A-Za-z]|[\xc3-\xd4][\x80-\xbf]"
_EMAIL = _bytes_pattern(
    rb"(?:[0-9]|%b)(?:[0-9._+'%%-]|%b)*(?:@|%%40)(?:(?:[0-9-]|%b)+\.)+(?:%b){2,24}"
    % (_LETTER, _LETTER, _LETTER, _LETTER)
)
# `icon@2x.png` and `lib@next.js` are files, `@app.route` is code, `git@host:path` is a place.
_FILES = frozenset(
    b"png jpg jpeg gif svg webp ico css js mjs ts tsx jsx json map md py rb go rs java html htm xml yml yaml "
    b"zip gz tgz pdf mp3 mp4 wav txt csv sh tool instructions setter getter deleter route fixture command decorator "
    b"validator property override".split()
)
_PHONE = _bytes_pattern(rb"(?:\+|\b00)[1-9][0-9 ().\-/]{5,22}[0-9]")
_LOCAL_PHONE = _bytes_pattern(rb"\(?[0-9][0-9 ().\-/]{5,18}[0-9]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DOTTED_PHONE = re.compile(r"\(?\d{3}\)?\.\d{3}\.\d{4}")
_CARD = _bytes_pattern(rb"[2-6][0-9]{3}")
_ACCOUNT = _bytes_pattern(rb"[A-Z]{2}[0-9]{2}[ -]?[A-Z0-9]{2}")
_SEPARATORS = b" -"
_CAPITALS_AND_DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_CARD_LENGTHS = (19, 18, 17, 16, 15, 14, 13)


def _emails(raw: bytes, region: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(raw):
        start, end = match.span()
        start = _after_escape(raw, start, end)
        value = raw[start:end].replace(b"%40", b"@").lower()
        if value.rpartition(b".")[2] in _FILES or (value.startswith(b"git@") and raw[end : end + 1] in b":/"):
            continue
        if not value.startswith(b"@"):
            yield Span(start, end, value)


def _after_escape(raw: bytes, start: int, end: int) -> int:
    """Past the letter that belongs to an escape in front: \\njoe@example.com begins with the j."""
    if start and raw[start - 1] == 0x5C:
        return min(start + (5 if raw[start] == 0x75 else 1), end)
    return start


def _phones(raw: bytes, region: str) -> Iterator[Span]:
    for match in (_LOCAL_PHONE if region else _PHONE).finditer(raw):
        start, end = match.span()
        if region and start and raw[start - 1] == 0x2B:
            start -= 1
        text = raw[start:end].decode()
        if not (_stands_alone(raw, start, end) and (not region or _is_written_as_phone(text))):
            continue
        number = _phone_number(text, region)
        if number:
            yield Span(start, end, number)


def _is_written_as_phone(text: str) -> bool:
    """Without a country a number is only one where it is grouped as people do; a run of digits is mostly an id."""
    if _DATE.search(text) or text.isdigit():
        return False
    return "." not in text or bool(_DOTTED_PHONE.fullmatch(text)) or text.startswith(("+", "00"))


def _stands_alone(raw: bytes, start: int, end: int) -> bool:
    before = raw[start - 1 : start]
    return _begins(raw, start) and _ends(raw, end) and before not in (b".", b"-", b"_", b"=", b"/", b"#")


@lru_cache(maxsize=1024)
def _phone_number(text: str, region: str) -> bytes | None:
    """The number as +14155550132, if there can be one like it."""
    import phonenumbers  # a tenth of a second, which only those pay who look for phones

    written = f"+{text[2:]}" if text.startswith("00") else text
    try:
        number = phonenumbers.parse(written, region or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).encode()


def _cards(raw: bytes, region: str) -> Iterator[Span]:
    taken = 0
    for match in _CARD.finditer(raw):
        start = match.start()
        if start < taken or not _stands_alone(raw, start, len(raw)):
            continue
        for length in _CARD_LENGTHS:
            end, digits = _run(raw, start, length)
            if len(digits) == length and digits.isdigit() and _ends(raw, end) and is_card(digits.decode()):
                taken = end
                yield Span(start, end, digits)
                break


def _accounts(raw: bytes, region: str) -> Iterator[Span]:
    taken = 0
    for match in _ACCOUNT.finditer(raw):
        start = match.start()
        length = length_of_account(raw[start : start + 2].decode())
        if start < taken or not length or not _begins(raw, start):
            continue
        end, value = _run(raw, start, length)
        if len(value) == length and _ends(raw, end) and is_account(value.decode()):
            taken = end
            yield Span(start, end, value)


def _run(raw: bytes, start: int, length: int) -> tuple[int, bytes]:
    """So many capitals and digits from `start`, single separators between them left out; where they end."""
    value, end = bytearray(), start
    for place in range(start, min(start + 2 * length, len(raw))):
        byte = raw[place]
        if byte in _CAPITALS_AND_DIGITS:
            value.append(byte)
            end = place + 1
            if len(value) == length:
                break
        elif byte not in _SEPARATORS or raw[place - 1] in _SEPARATORS:
            break
    return end, bytes(value)


_CARD_HINT = _bytes_pattern(rb"[2-6][0-9]{3}(?:[ -]?[0-9]){9}")
_PHONE_HINT = _bytes_pattern(rb"(?:\+|00)[1-9][0-9 ().\-/]{6}")
_LOCAL_PHONE_HINT = _bytes_pattern(rb"[0-9][0-9 ().\-/]{5}[0-9]")


def _may_have_phones(raw: bytes, region: str) -> object:
    return (_LOCAL_PHONE_HINT if region else _PHONE_HINT).search(raw)


DETECTORS: dict[str, Detector] = {
    Kind.SECRETS: Detector(_secrets, lambda raw, region: _SECRET_HINT.search(raw)),
    Kind.EMAIL: Detector(_emails, lambda raw, region: b"@" in raw or b"%40" in raw),
    Kind.IBAN: Detector(_accounts, lambda raw, region: _ACCOUNT.search(raw)),
    Kind.CARD: Detector(_cards, lambda raw, region: _CARD_HINT.search(raw)),
    Kind.PHONE: Detector(_phones, _may_have_phones),
}
