"""What the built-in rules find in a text, and what they must not."""

import re
import time

import pytest

from logs.redaction import expressions
from logs.redaction.detectors import DETECTORS


def found(kind: str, text: str, region: str = "") -> list[str]:
    raw = text.encode()
    spans = list(DETECTORS[kind].find(raw, region))
    assert not spans or DETECTORS[kind].hint(raw, region)  # or it would never be looked for
    return [raw[span.start : span.end].decode() for span in spans]


KEYS = [
    "sk-proj-Ab3dEfGh1jKlMn0pQrStUvWx",
    "sk-ant-api03-Ab3dEfGh1jKlMn0pQrStUvWx-_AA",
    "AKIAIOSFODNN7EXAMPLE",
    "AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    "ghp_Ab3dEfGh1jKlMn0pQrStUvWxYz0123456789",
    "xoxb-1234567890-abcdefGHIJ",
    "hf_Ab3dEfGh1jKlMn0pQrStUvWxYz01234567",
    "sk_live_Ab3dEfGh1jKlMn0pQrStUvWx",
    "llk_abcd1234_Ab3dEfGh1jKlMn0pQrStUvWxYz012345",
    "SG.Ab3dEfGh1jKlMn0p.QrStUvWxYz0123456789",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEow-not\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEA",
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("around", ["{}", "the key ({}).", "\\n{}\\n", "KEY={}\n"])
def test_finds_keys_of_vendors(key, around):
    text = around.format(key)
    assert [one.rstrip("\\n").rstrip() for one in found("secrets", text)] == [key]


@pytest.mark.parametrize(
    "text, secret",
    [
        ("Authorization: Bearer abcDEF0123456789", "abcDEF0123456789"),
        ("postgres://me:pa%40ss@db.example.com/x", "pa%40ss"),
        (r"https:\/\/me:word@example.com", "word"),
        (
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ),
    ],
)
def test_finds_secrets_after_their_names(text, secret):
    assert found("secrets", text) == [secret]


@pytest.mark.parametrize(
    "text",
    [
        "sk-learn-is-a-library-for-machine-learning",
        "the bearer of this letter, mask-0123456789012345678901",
        "see https://example.com:8080/a@b and http://example.com/x:y@z",
        "eyJub3RoaW5nIjoidG8gc2VlIn0.eyJzdWIiOiIxIn0.abc",
        "-----BEGIN PUBLIC KEY-----\nMIIE\n-----END PUBLIC KEY-----",
    ],
)
def test_leaves_what_only_looks_like_a_secret(text):
    assert found("secrets", text) == []


@pytest.mark.parametrize(
    "kind, text, expected",
    [
        ("email", "Jo.Do+x@Example.co.uk, <a@b.co>", ["Jo.Do+x@Example.co.uk", "a@b.co"]),
        ("email", '"\\njoe@example.com"', ["joe@example.com"]),
        ("email", "jörg@exämple.de 请联系joe@x.com谢谢 a%40b.co", ["jörg@exämple.de", "joe@x.com", "a%40b.co"]),
        ("email", "icon@2x.png git@github.com:a/b @app.route react@18.2.0 via@agent.tool a @ b", []),
        ("card", "4111 1111 1111 1111, 5500-0055-5555-5559 378282246310005", 3),
        ("card", "4111111111111112 x4111111111111111 1732147200000000 0.4111111111111111", []),
        ("iban", "DE89 3704 0044 0532 0130 00 AND GB82WEST12345698765432.", 2),
        ("iban", "DE89370400440532013001 XX89370400440532013000 GPT4 TURB O123", []),
        ("phone", "+1 415-555-2671, 0044 20 7946 0958 or +49 (30) 901820", 3),
        ("phone", "1732147200 +99 12345678 2024-05-01 10:30 call_00123456789", []),
    ],
)
def test_finds_people(kind, text, expected):
    spans = found(kind, text)
    assert spans == expected if isinstance(expected, list) else len(spans) == expected


def test_finds_phones_without_a_country_where_one_is_given():
    text = "(415) 555-2671, 415.555.2671, 4155552671, 2024-05-01 10:30, 10.20.30.40"
    assert found("phone", text, "US") == ["(415) 555-2671", "415.555.2671"]


@pytest.mark.parametrize("kind", DETECTORS)
def test_takes_time_by_the_length_of_a_text_alone(kind):
    worst = [
        "a" * 200_000,
        "a@" * 100_000,
        "sk-" * 70_000,
        "4111 " * 40_000,
        '\\"' * 100_000,
        "-----BEGIN PRIVATE KEY-----" * 8000,
    ]
    began = time.process_time()
    for text in worst:
        found(kind, text, "US")
    assert time.process_time() - began < 20  # what is quadratic takes minutes


@pytest.mark.parametrize(
    "text", ["(?=a)b", r"(a)\1", "(", "", "a*", "x" * 501, "(?:a{1,1000}){1,1000}", "x{900}y{900}"]
)
def test_an_expression_that_cannot_be_followed_is_refused(text):
    with pytest.raises(expressions.ExpressionError, match=r"\.$"):
        expressions.compiled(text)


def test_an_expression_that_holds_others_up_for_ever_does_not_here():
    evil, text = r"(a+)+$", "a" * 100_000 + "!"
    assert re.compile(evil)  # which would not end
    began = time.process_time()
    assert expressions.find(evil, text.encode()) == []
    assert time.process_time() - began < 5
