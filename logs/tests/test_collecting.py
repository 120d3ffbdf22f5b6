"""What `serve` does with the static files before it starts."""

import json
from pathlib import Path

import pytest

from llmlogs_site.collecting import collect


@pytest.fixture
def source(tmp_path: Path, settings) -> Path:
    """The one file there is to collect; what is made of it is in `tmp_path / "static"`."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (tmp_path / "source").mkdir()
    path = tmp_path / "source" / "page.css"
    path.write_text("a { color: red }")
    return path


def test_names_a_file_by_its_content(source, settings):
    collect()
    assert (settings.STATIC_ROOT / name_of_page(settings)).read_text() == "a { color: red }"


def test_does_nothing_where_nothing_has_changed(source, settings):
    collect()
    (settings.STATIC_ROOT / "page.css").unlink()
    collect()
    assert not (settings.STATIC_ROOT / "page.css").exists()


def test_collects_again_what_has_changed(source, settings):
    collect()
    before = name_of_page(settings)
    source.write_text("a { color: green }")
    collect()
    assert name_of_page(settings) != before


def test_begins_again_where_it_was_stopped_halfway(source, settings, monkeypatch):
    collect()
    source.write_text("a { color: green }")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("llmlogs_site.collecting.call_command", stop)
        collect()
    source.write_text("a { color: red }")
    (settings.STATIC_ROOT / "page.css").unlink()
    collect()
    assert (settings.STATIC_ROOT / "page.css").exists()


def stop(*args, **options):
    raise KeyboardInterrupt


def name_of_page(settings) -> str:
    return json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]["page.css"]
