"""Recorded exchanges with planted secrets through a real server whose project redacts: what of them is anywhere after?

`python -m benchmarks.redaction [--exchanges FOLDER] [--limit N]` makes a store of its own, posts every exchange with
secrets planted in prompts, replies, tool arguments, streams, metadata, headers and ids, exports everything, and looks
for each planted value in the bytes of all files and, unpacked, in every table. Then it counts what the rules find in
the exchanges as they were recorded, and what following them costs. `--without-rules` shows that it would find them.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
KINDS = ("secrets", "email", "iban", "card", "phone")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789"
_FIRST_PORT = 8990


class Planter:
    """Draws values that no exchange has, and remembers them."""

    def __init__(self) -> None:
        self._random = random.Random(7)  # noqa: S311 - the same on every run
        self.planted: list[str] = []

    def value(self, kind: str) -> str:
        drawn = {"secrets": self._key, "email": self._email, "iban": self._iban, "card": self._card}
        found = drawn.get(kind, self._phone)()
        self.planted.append(found)
        return found

    def all(self) -> str:
        return " | ".join(self.value(kind) for kind in KINDS)

    def _key(self) -> str:
        return "sk-proj-7a9" + "".join(self._random.choices(LETTERS, k=28))

    def _email(self) -> str:
        return f"person{self._random.randrange(10**9)}@planted.example.com"

    def _iban(self) -> str:
        digits = f"{self._random.randrange(10**18):018d}"
        return f"DE{98 - int(digits + '131400') % 97:02d}{digits}"

    def _card(self) -> str:
        head = f"4{self._random.randrange(10**14):014d}"
        doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(head)]
        return head + str(-sum(number - 9 if number > 9 else number for number in doubled) % 10)

    def _phone(self) -> str:
        return f"+4930901{self._random.randrange(10**5):05d}"

    def plant(self, payload: dict[str, Any]) -> dict[str, Any]:
        """A copy of a create payload with values wherever one may hide."""
        sent = json.loads(json.dumps(payload))
        messages = sent.setdefault("prompt_messages", [])
        arguments = json.dumps({"to": self.all(), "note": f"ä\n{self.value('email')}"})
        call = {"id": "call_1", "type": "function", "function": {"name": "send", "arguments": arguments}}
        messages.append({"role": "user", "content": [{"type": "text", "text": f"I am {self.all()}\n"}]})
        messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
        messages.append({"role": "tool", "tool_call_id": "call_1", "content": f"ok {self.all()}"})
        sent["metadata"] = {**(sent.get("metadata") or {}), self.value("email"): {"deep": [self.all()]}}
        sent["customer_params"] = {"customer_identifier": self.value("email"), "email": self.value("email")}
        sent["error_message"] = f"no such user: {self.all()}"
        header = self.value("secrets")
        sent["request_headers"] = {"Authorization": f"Bearer {header}", "X-Odd": f"Bearer {self.value('secrets')}"}
        text = self.all()
        events = [{"choices": [{"index": 0, "delta": {"content": text[at : at + 5]}}]} for at in range(0, len(text), 5)]
        sent["streamed_response_body"] = "".join(f"data: {json.dumps(event)}\n\n" for event in events)
        return sent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=Path, default=DATA / "exchanges")
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--without-rules", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(DATA))
    import make_kw

    payloads = [payload for _, payload in make_kw.payloads(str(options.exchanges), True)][: options.limit]
    with tempfile.TemporaryDirectory(prefix="llmlogs-redaction-") as folder:
        os.environ["LLMLOGS_DATA_DIR"] = folder
        _hunt(Path(folder), payloads, () if options.without_rules else KINDS)
        _weigh(payloads)


def _manage(*arguments: str, **more: Any) -> str:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, **more).stdout  # noqa: S603


def _hunt(folder: Path, payloads: list[dict[str, Any]], kinds: Sequence[str]) -> None:
    _manage("migrate")
    said = _manage("bootstrap", "--project", "p", "--email", "a@b.co", "--password", "x-y-z-1234", "--json")
    made = json.loads(said.splitlines()[-1])
    _django()
    from logs.redaction.models import RedactionRule

    project_id = RedactionRule.objects.get().project_id
    RedactionRule.objects.filter(name__in=set(KINDS) - set(kinds)).delete()
    for kind in kinds:
        facts = {"kind": kind, "mode": "hash" if kind == "email" else "mask", "in_identifiers": True}
        RedactionRule.objects.update_or_create(project_id=project_id, name=kind, defaults=facts)
    planter, refused = Planter(), 0
    with (folder / "server.log").open("wb") as log:
        command = [sys.executable, "manage.py", "serve", "--port", str(_FIRST_PORT), "--workers", "1"]
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)  # noqa: S603
        try:
            _wait(f"http://127.0.0.1:{_FIRST_PORT}/readyz")
            for number, payload in enumerate(payloads):
                sent = planter.plant(payload)
                if number % 50 == 0:
                    sent["prompt_tokens"] = planter.all()  # is refused, and says so somewhere
                    refused += 1
                _post(f"http://127.0.0.1:{_FIRST_PORT}/api/request-logs/create/", sent, made["api_key"])
            page = f"http://127.0.0.1:{_FIRST_PORT}/api/logs?limit=1"
            _open(urllib.request.Request(page, headers={"Authorization": f"Bearer {made['api_key']}"}))
        finally:
            server.terminate()
            server.wait()
    (folder / "export.jsonl").write_text(_manage("export_logs"))
    _manage("index_logs")
    found = Counter(where for where, text in _everything(folder) for value in _values_in(text, set(planter.planted)))
    print(f"{len(payloads):,} exchanges, {refused} of them refused; {len(planter.planted):,} values planted")
    print(f"planted values found afterwards: {sum(found.values())} {dict(found) or ''}")


def _values_in(raw: bytes, planted: set[str]) -> list[str]:
    candidates = re.findall(rb"sk-proj-7a9\w{28}|person\d+@planted\.example\.com|DE\d{20}|4\d{15}|\+4930901\d{5}", raw)
    return [one for one in (found.decode() for found in candidates) if one in planted]


def _everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of all files; and all that the tables hold, with what is packed in them unpacked."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
    from django.apps import apps

    from logs import bodies
    from logs.bodies.blobs import thaw
    from logs.models import Log, LogPart

    for app in ("logs", "accounts"):
        for model in apps.get_app_config(app).get_models():
            for row in model.objects.values().iterator():
                yield model.__name__, str(row).encode()
    for _, body in bodies.fetched(list(Log.objects.values_list("id", flat=True))):
        yield "bodies", json.dumps(body.writes(), ensure_ascii=False).encode("utf-8", "surrogatepass")
    for part in LogPart.objects.iterator():
        yield "parts", thaw(bytes(part.blob))[1]


def _weigh(payloads: list[dict[str, Any]]) -> None:
    """What the rules find in the exchanges as they are, and what it costs in time of the processor."""
    from logs.json_codec import encode
    from logs.redaction.policy import Policy
    from logs.redaction.rules import Rule

    kilobytes = sum(len(encode(payload)) for payload in payloads) / 1024
    everything = Policy([Rule(kind, kind, "mask") for kind in KINDS], b"k" * 32)
    found = sum((Counter(everything.redact(payload).counts) for payload in payloads), Counter())
    print(f"found in the {kilobytes:,.0f} kB as recorded: {dict(found) or 'nothing'}")
    base = _cost(lambda payload: encode(payload), payloads, kilobytes)
    print(f"JSON written once: {base:.2f} µs a kB")
    for kinds in [(), *((kind,) for kind in KINDS), KINDS]:
        policy = Policy([Rule(kind, kind, "mask") for kind in kinds], b"k" * 32)
        cost = _cost(policy.redact, payloads, kilobytes)
        print(f"{' '.join(kinds) or 'no rules'}: {cost:.2f} µs a kB, {cost / base:.1f} times the JSON")


def _cost(do: Any, payloads: list[dict[str, Any]], kilobytes: float) -> float:
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        for payload in payloads:
            do(payload)
        best = min(best, time.process_time() - began)
    return best * 1e6 / kilobytes


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llmlogs_site.settings")
    sys.path.insert(0, str(ROOT))
    django.setup()


def _wait(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=5)  # noqa: S310
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server does not start.")


def _post(url: str, payload: dict[str, Any], key: str) -> None:
    _open(urllib.request.Request(url, json.dumps(payload).encode(), {"Authorization": f"Bearer {key}"}))  # noqa: S310


def _open(request: urllib.request.Request) -> None:
    try:
        urllib.request.urlopen(request, timeout=60).read()  # noqa: S310
    except urllib.error.HTTPError as error:
        if error.code != 422:
            raise


if __name__ == "__main__":
    main()
