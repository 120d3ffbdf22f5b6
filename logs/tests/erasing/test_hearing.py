"""A process that erased nobody hears that another one did."""

from logs.erasing import hearing
from logs.erasing.models import Erasure, State


def test_memories_go_soon_after_an_erasure(transactional_db, monkeypatch):
    heard = []
    monkeypatch.setattr(hearing, "forget_memories", lambda: heard.append("forgot"))
    monkeypatch.setattr(hearing, "_last", None)

    def look_later():
        monkeypatch.setattr(hearing, "_looked_at", float("-inf"))
        hearing.look()

    look_later()
    Erasure.objects.create(project_id=1, pseudonym="x", asked_by="test", state=State.DONE)
    hearing.look()
    assert heard == []
    look_later()
    look_later()
    assert heard == ["forgot"]
