"""The help desk's search: an embedding of the question, then an answer in Markdown out of the passages found."""

from collections.abc import Iterator
from random import Random

from .. import models
from ..call import Call, Json, Scene, assistant, opinion, system, user
from ..script import said
from ..texts import load

_TEXTS = load("help_pages")
PASSAGES: dict[str, str] = _TEXTS["passages"]

DIMENSIONS = 256
_MODELS = (models.CLAUDE_SMALL, models.GEMINI_LARGE, models.GPT_SMALL)
_WEIGHTS = (55, 25, 20)

_PROMPT = """You answer questions of customers and colleagues from the help pages of a shop.
Use only the passages below. Cite them as [1], [2]. If they do not answer the question, say so in one sentence.
Write Markdown: a short answer first, then a list or a table if it helps. No more than 120 words."""


def session(scene: Scene) -> Iterator[Call]:
    topic = scene.rng.choice(_TEXTS["topics"])
    question = scene.rng.choice(topic["questions"])
    trace = {"trace_unique_id": f"{scene.rng.getrandbits(128):032x}", "group_identifier": "help-search"}
    root = f"{scene.rng.getrandbits(64):016x}"
    yield _embedding(question, scene, {**trace, "span_unique_id": root})
    yield _answer(topic, question, scene, {**trace, "span_parent_id": root})


def vector(rng: Random, dimensions: int = DIMENSIONS) -> list[float]:
    """Numbers that look like an embedding: of length about 1."""
    width = dimensions**-0.5
    return [round(rng.gauss(0.0, width), 5) for _ in range(dimensions)]


def _embedding(question: str, scene: Scene, place: dict[str, Json]) -> Call:
    return Call(
        model=models.GPT_EMBEDDING,
        answer={"embedding": vector(scene.rng)},
        fields={
            **place,
            "log_type": "embedding",
            "input": question,
            "dimensions": DIMENSIONS,
            "metadata": {"index": "help-pages", "top_k": 3},
        },
    )


def _answer(topic: Json, question: str, scene: Scene, place: dict[str, Json]) -> Call:
    rng = scene.rng
    others = [name for name in PASSAGES if name not in topic["sources"]]
    found = [*topic["sources"], *rng.sample(others, rng.randint(0, 2))]
    passages = "\n\n".join(f"[{number}] ({name}) {PASSAGES[name]}" for number, name in enumerate(found, 1))
    model = rng.choices(_MODELS, _WEIGHTS)[0]
    return Call(
        model=model,
        messages=[system(_PROMPT), user(f"Passages:\n\n{passages}\n\nQuestion: {question}")],
        reply=assistant(said(topic["answer"], rng, {})),
        pause_s=rng.uniform(0.03, 0.2),
        thinks=rng.random() < model.thinking,
        answer=opinion(rng),
        fields={
            **place,
            "span_unique_id": f"{rng.getrandbits(64):016x}",
            "temperature": 0.2,
            "max_tokens": 600,
            "stream": True,
            "prompt_name": "help-answer",
            "prompt_id": "help-answer-22",
            "channel": scene.channel,
            "metadata": {"retrieved": len(found), "best_score": round(rng.betavariate(9, 3), 3), "sources": found},
        },
    )
