"""The logs of a benchmark, the same on every run: skewed tenants, agents that resend their history, odd giants.

A workload is cut into blocks of up to 1,000 logs in order of time; each block can be made by itself, in any process.
"""

import random
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any
from uuid import UUID

from .trace import arrivals
from .words import Words

Payload = dict[str, Any]

BLOCK = 1000
SPAN = timedelta(days=120)
MAIN = "acme"  # the project that is asked
PROJECTS = (MAIN, "globex", "initech", "umbrella", "hooli")
MAIN_SHARE = 0.8
_OTHER_WEIGHTS = (60, 23, 11, 6)
TURNS = 20
CONVERSATION_SHARE = 0.1  # of all logs
MOST_WIDE = 1000  # 1 % of the logs are over 1 MB, but never more than these: a million logs would bring 14 GB of them
WIDE_PLACE = 20  # among a hundred: none is on the first page, whose answer would be a matter of luck then
COMMON_WORD = "invoice"  # stands in most chats, but in no giant
AGENTS, TOOLS = 20, 6

# (model, provider, weight)
MODELS = (
    ("gpt-4o-mini", "openai", 34),
    ("gpt-4o", "openai", 22),
    ("claude-sonnet-4-5", "anthropic", 15),
    ("gemini-2.5-flash", "google", 10),
    ("gpt-4.1", "openai", 7),
    ("claude-haiku-4-5", "anthropic", 5),
    ("mistral-large-latest", "mistral", 3),
    ("llama-3.3-70b-versatile", "groq", 2),
    ("deepseek-chat", "deepseek", 1.5),
    ("gemini-2.5-pro", "google", 0.5),
)
# (status, status code, error message, weight)
STATUSES = (
    ("success", 200, "", 94),
    ("error", 429, "Rate limit reached for requests per minute.", 2.4),
    ("error", 500, "The server had an error while processing the request.", 1.2),
    ("error", 400, "The context length of the model is exceeded.", 0.9),
    ("error", 408, "The request timed out.", 0.5),
    ("warning", 200, "", 0.6),
    ("processing", 0, "", 0.4),
)
SCRIPTS = (("", 92), ("zh", 3), ("ar", 2), ("ru", 1), ("ja", 1), ("hi", 1))

# What search is asked for, and in how many logs it stands whatever the size.
PLANTED = {
    "needle": ("quixandorel", 3),
    "infix": ("prezhulowikantor", 12),
    "phrase": ("tirrullerne serzun", 6),  # of words that one log in fifty has
    "common phrase": ("copper harbour velvet lantern", 6),  # of words that half of the logs have
    "arabic": ("زعفرانية", 5),
    "chinese": ("龘靐", 5),
}


@dataclass(frozen=True)
class Workload:
    """`kind` narrows it to one sort of logs, for weighing: "chat", "conversation", "wide" or all of them."""

    size: int
    end: datetime
    seed: int = 1
    kind: str = ""

    @cached_property
    def words(self) -> Words:
        return Words(self.seed)

    @cached_property
    def agents(self) -> list[tuple[str, list[Payload]]]:
        """System prompt and tools of each agent, shared by all of its conversations."""
        rng = random.Random(f"agents {self.seed}")
        return [(self.words.text(rng, 2500), [self._tool(rng, n) for n in range(TOOLS)]) for _ in range(AGENTS)]

    @cached_property
    def planted(self) -> dict[int, str]:
        """Words to put into the logs of these numbers."""
        found: dict[int, str] = {}
        for text, count in PLANTED.values():
            for part in range(count):
                number = int((part + 0.3) * self.size / count)
                while number in found:
                    number += 1
                found[number] = text
        return found if not self.kind else {}

    @property
    def blocks(self) -> int:
        return -(-self.size // BLOCK)

    def block(self, number: int) -> list[tuple[str, Payload]]:
        """(project, payload) of each log of a block, in order of time.

        Drawn by its place from the end, so that the newest logs of every size are alike and pages of them compare.
        """
        rng = random.Random(f"{self.seed} {self.kind} {self.blocks - number}")
        count = min(BLOCK, self.size - number * BLOCK)
        times = self._times(rng, number, count)
        logs = [self._log(rng, number * BLOCK + place, *times[place]) for place in range(count)]
        if self.kind in ("", "conversation"):
            self._converse(rng, logs)
        return logs

    def samples(self, rng: random.Random, count: int) -> Iterator[Payload]:
        """Chats as a program logs them while it runs, without times of their own."""
        for _ in range(count):
            payload = self._chat(rng, *rng.choice(arrivals())[1:])
            yield {**payload, **self._call(rng, payload)}

    # -- one log

    def _log(self, rng: random.Random, number: int, start: datetime, arrival: tuple) -> tuple[str, Payload]:
        _, prompt, completion = arrival
        planted = self.planted.get(number, "")
        body = self._body(rng, number, prompt, completion, planted)
        log = {
            "unique_id": UUID(int=rng.getrandbits(128)).hex,
            **body,
            **self._call(rng, body),
            **_times(start, body, rng),
        }
        is_main = planted or self.kind == "conversation" or rng.random() < MAIN_SHARE
        project = MAIN if is_main else rng.choices(PROJECTS[1:], _OTHER_WEIGHTS)[0]
        return project, log

    def _body(self, rng: random.Random, number: int, prompt: int, completion: int, planted: str) -> Payload:
        dice = rng.random()
        if planted or self.kind in ("chat", "conversation"):
            return self._chat(rng, prompt, completion, planted)
        if self.kind == "wide" or number % max(100, self.size // MOST_WIDE) == WIDE_PLACE:
            return self._wide(rng, prompt, completion)
        if dice < 0.05:
            return self._embedding(rng)
        return self._chat(rng, prompt, completion)

    def _chat(self, rng: random.Random, prompt: int, completion: int, planted: str = "") -> Payload:
        script = "" if planted else rng.choices(*zip(*SCRIPTS, strict=True))[0]
        question = self.words.text(rng, min(8000, max(200, prompt)), script)
        answer = self.words.text(rng, min(5000, max(60, completion * 3)), script)
        messages = [
            {"role": "system", "content": self.words.text(rng, 250)},
            {"role": "user", "content": f"{question} {planted} {self.words.text(rng, 40)}" if planted else question},
        ]
        reply = {"role": "assistant", "content": answer}
        return _call_body("chat", messages, reply, prompt, completion)

    def _wide(self, rng: random.Random, prompt: int, completion: int) -> Payload:
        """Over 1 MB: a picture in half of them, a long document in the others."""
        size = rng.randint(1_050_000, 1_700_000)
        if rng.random() < 0.5:
            picture = b64encode(rng.randbytes(size * 3 // 4)).decode()
            content: Any = [
                {"type": "text", "text": "What does this picture show?"},
                {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{picture}"}},
            ]
        else:
            content = self.words.text(rng, size).replace(COMMON_WORD, "receipt")
        reply = {"role": "assistant", "content": "This is what it says. The end."}
        body = _call_body("chat", [{"role": "user", "content": content}], reply, prompt, completion)
        return {**body, "model": "gemini-2.5-pro", "provider_id": "google"}

    def _embedding(self, rng: random.Random) -> Payload:
        return {
            "log_type": "embedding",
            "model": "text-embedding-3-small",
            "provider_id": "openai",
            "input": self.words.text(rng, 800),
            "prompt_tokens": 220,
            "embedding": [round(rng.uniform(-1, 1), 6) for _ in range(64)],
        }

    # -- conversations

    def _converse(self, rng: random.Random, logs: list[tuple[str, Payload]]) -> None:
        """Turn some of the chats into the turns of conversations that send their whole history every time."""
        share = 1.0 if self.kind == "conversation" else CONVERSATION_SHARE
        chats = [log for project, log in logs if project == MAIN and log.get("log_type") == "chat"]
        plain = [log for log in chats if not self._is_special(log)]
        threads = min(int(len(logs) * share), len(plain)) // TURNS
        chosen = rng.sample(range(len(plain)), threads * TURNS)
        for thread in range(threads):
            turns = [plain[place] for place in sorted(chosen[thread * TURNS : (thread + 1) * TURNS])]
            self._resend(rng, turns)

    def _is_special(self, log: Payload) -> bool:
        content = log["prompt_messages"][-1]["content"]
        return not isinstance(content, str) or len(content) > 100_000 or any(t in content for t, _ in PLANTED.values())

    def _resend(self, rng: random.Random, turns: list[Payload]) -> None:
        system, tools = rng.choice(self.agents)
        thread, model = f"thread-{rng.getrandbits(48):x}", turns[0]["model"]
        history: list[Payload] = [{"role": "system", "content": system}]
        for number, log in enumerate(turns):
            history = [*history, *self._asked(rng, number)]
            reply = {"role": "assistant", "content": self.words.text(rng, rng.randint(200, 900))}
            log.update(prompt_messages=history, completion_message=reply, tools=tools, model=model)
            log.update(thread_identifier=thread, prompt_tokens=sum(len(str(one)) for one in history) // 4)
            history = [*history, reply]

    def _asked(self, rng: random.Random, number: int) -> list[Payload]:
        """What is new in a turn: a question, or a tool's call and its result."""
        if number % 3 != 2:
            return [{"role": "user", "content": self.words.text(rng, rng.randint(100, 500))}]
        call = {"name": f"tool_{number % TOOLS}", "arguments": f'{{"query": "{self.words.text(rng, 30)}"}}'}
        name = f"call_{rng.getrandbits(64):016x}"
        calls = [{"id": name, "type": "function", "function": call}]
        result = {"role": "tool", "tool_call_id": name, "content": self.words.text(rng, rng.randint(300, 1200))}
        return [{"role": "assistant", "content": None, "tool_calls": calls}, result]

    def _tool(self, rng: random.Random, number: int) -> Payload:
        properties = {f"field_{n}": {"type": "string", "description": self.words.text(rng, 60)} for n in range(3)}
        parameters = {"type": "object", "properties": properties, "required": ["field_0"]}
        function = {"name": f"tool_{number}", "description": self.words.text(rng, 150), "parameters": parameters}
        return {"type": "function", "function": function}

    # -- what surrounds a call

    def _call(self, rng: random.Random, body: Payload) -> Payload:
        model, provider = rng.choices([model[:2] for model in MODELS], [model[2] for model in MODELS])[0]
        customer = min(1999, int(rng.paretovariate(1.1)))
        call: Payload = {
            "customer_params": {"customer_identifier": f"customer-{customer:04d}"},
            "metadata": {
                "env": rng.choices(("prod", "staging", "dev"), (90, 7, 3))[0],
                "release": f"2026.{rng.randint(1, 40)}",
                "request_id": str(UUID(int=rng.getrandbits(128), version=4)),
            },
            "feature_name": rng.choice(("answers", "summaries", "routing", "drafts")),
            "channel": rng.choice(("web", "app", "rtm", "email")),
            "stream": rng.random() < 0.4,
        }
        return call if "model" in body else {**call, "model": model, "provider_id": provider}

    def _times(self, rng: random.Random, number: int, count: int) -> list[tuple[datetime, tuple]]:
        """Starts within the block's share of the days, in the rhythm of the trace."""
        rows = arrivals()
        first = rng.randrange(len(rows) - count)
        chosen = rows[first : first + count]
        begin, end = (self._moment(number * BLOCK + place) for place in (0, count))
        gaps = list(accumulate(row[0] + 1e-6 for row in chosen))
        scale = (end - begin) / gaps[-1]
        return [(begin + gap * scale, row) for gap, row in zip(gaps, chosen, strict=True)]

    def _moment(self, place: int) -> datetime:
        return self.end - SPAN * (1 - place / self.size)


def _call_body(kind: str, messages: list[Payload], reply: Payload, prompt: int, completion: int) -> Payload:
    return {
        "log_type": kind,
        "prompt_messages": messages,
        "completion_message": reply,
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "temperature": 0.2,
        "max_tokens": 2048,
    }


def _times(start: datetime, body: Payload, rng: random.Random) -> Payload:
    """Times, and how the call ended."""
    status, code, message, _ = rng.choices(STATUSES, [row[3] for row in STATUSES])[0]
    ttft = rng.lognormvariate(-0.9, 0.6)
    latency = ttft + body.get("completion_tokens", 0) / rng.uniform(40, 160)
    known: Payload = {
        "start_time": start.astimezone(UTC).isoformat(),
        "timestamp": (start + timedelta(seconds=latency)).astimezone(UTC).isoformat(),
        "latency": round(latency, 4),
        "time_to_first_token": round(ttft, 4),
        "status": status,
    }
    if code:
        known["status_code"] = code
    if message:
        known["error_message"] = message
    return known
