"""Replies as Markdown and payloads as JSON: readable, and never more than text."""

import pytest

from logs.templatetags import content


def test_writes_markdown():
    html = content.markdown("**11:42**\n\n- a `b`\n\n| x |\n|---|\n| 1 |")
    for part in ("<strong>11:42</strong>", "<li>a <code>b</code></li>", "<td>1</td>"):
        assert part in html


def test_keeps_headings_below_those_of_the_page():
    assert "<h3>Returns</h3>" in content.markdown("# Returns")
    assert "<h6>Deep</h6>" in content.markdown("###### Deep")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('a <img src=x onerror="alert(1)"> b', 'a &lt;img src=x onerror="alert(1)"&gt; b'),
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;"),
    ],
)
def test_escapes_html_instead_of_stripping_it(text: str, shown: str):
    assert shown in content.markdown(text)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScRiPt:alert(1)"])
def test_makes_no_link_that_runs(address: str):
    assert "href" not in content.markdown(f"[a]({address})")


def test_gives_links_no_hold_on_the_page():
    html = content.markdown("[a](https://example.com/)")
    assert 'href="https://example.com/"' in html
    assert 'rel="noopener nofollow noreferrer"' in html


def test_shows_no_picture():
    assert "<img" not in content.markdown("![alt](https://example.com/a.png)")


def test_shows_where_a_picture_is_instead():
    html = content.markdown('![a "cat"](https://example.com/a.png?b=<i>)')
    assert "<code>https://example.com/a.png?b=%3Ci%3E</code>" in html
    assert 'a "cat"</a>' in html


def test_shows_no_picture_of_data():
    html = content.markdown("![a](data:image/png;base64," + "A" * 5_000 + ")")
    assert "href" not in html
    assert len(html) < 600


def test_takes_no_style_and_no_class():
    html = content.markdown("|a|\n|--:|\n|1|\n\n```python\nx\n```")
    assert "style" not in html
    assert "class" not in html


def test_shows_a_very_long_reply_as_it_is():
    assert "<p>" not in content.markdown("**x** " * 20_000)


def test_indents_and_marks_json():
    shown = content.json_block({"a": "b", "n": -1.5e3, "t": True})["shown"]
    assert '<span class="json-key">&quot;a&quot;</span>: <span class="json-text">&quot;b&quot;</span>' in shown
    assert '<span class="json-number">-1500.0</span>' in shown
    assert '<span class="json-word">true</span>' in shown


def test_escapes_json():
    assert "<script>" not in content.json_block({"<script>": "</pre><script>alert(1)</script>"})["shown"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('{"a":1}', '{\n  "a": 1\n}'),
        ("just text", "just text"),
        ("{not json", "{not json"),
        ("[" * 5000, "[" * 5000),
        (12345678901234567890123, "12345678901234567890123"),
        (None, "null"),
        ("ü", "ü"),
    ],
)
def test_reads_json_inside_a_text(value: object, text: str):
    unescaped = content.json_block(value)["shown"].replace("&quot;", '"')
    assert "".join(part.split(">")[-1] for part in unescaped.split("<")) == text


def test_writes_arguments_a_line_each():
    shown = content.arguments_block('{"carrier": "DHL", "weights": [1]}')["shown"]
    plain = "".join(part.split(">")[-1] for part in shown.split("<")).replace("&quot;", '"')
    assert plain == '"carrier": "DHL",\n"weights": [\n  1\n]'


def test_writes_a_short_result_on_one_line_and_folds_a_long_one():
    assert content.result_block({"a": [1, 2]})["lines"] == 1
    assert not content.result_block({"a": [1, 2]})["is_folded"]
    assert content.result_block({"a": list(range(300))})["is_folded"]
    assert content.result_block("line\n" * 13)["is_folded"]


def test_cuts_what_is_too_long_for_a_page_and_says_so():
    block = content.json_block("x" * 1_000_001)
    assert (len(block["shown"]), block["is_cut"]) == (1_000_000, True)


def test_renders_a_reply_with_half_a_character():
    assert str(content.markdown("half \ud83d **x**")) == "<p>half � <strong>x</strong></p>\n"
