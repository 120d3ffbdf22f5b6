"""The translator: notices to customers, out of English into the languages the shop writes."""

from collections.abc import Iterator

from .. import models
from ..call import Call, Scene, assistant, opinion, system, user
from ..texts import load

_TEXTS = load("notices")
_LANGUAGES, _PARAGRAPHS = _TEXTS["languages"], _TEXTS["paragraphs"]

_MODELS = (models.MISTRAL_LARGE, models.GEMINI_SMALL, models.CLAUDE_SMALL)
_WEIGHTS = (58, 27, 15)

_PROMPT = """Translate the notice into {language}. Keep order numbers, times, amounts and names exactly as they are.
Polite and plain, as a shop writes to its customers. Answer with the translation only."""


def session(scene: Scene) -> Iterator[Call]:
    """One notice into one language, or into several in a row."""
    rng = scene.rng
    chosen = rng.sample(_PARAGRAPHS, rng.randint(1, 4))
    wanted = rng.sample(list(_LANGUAGES), 1 if rng.random() < 0.7 else rng.randint(2, 4))
    model = rng.choices(_MODELS, _WEIGHTS)[0]
    source = "\n\n".join(paragraph["en"] for paragraph in chosen).format_map(scene.slots)
    for code in wanted:
        text = "\n\n".join(paragraph[code] for paragraph in chosen).format_map(scene.slots)
        yield Call(
            model=model,
            messages=[system(_PROMPT.format(language=_LANGUAGES[code])), user(source)],
            reply=assistant(text),
            pause_s=rng.uniform(0.05, 0.4),
            answer=opinion(rng),
            fields={
                "temperature": 0.1,
                "custom_identifier": scene.slots["order"],
                "group_identifier": f"notice-{scene.id[:8]}",
                "prompt_name": "translate-notice",
                "prompt_id": "translate-notice-4",
                "metadata": {"target": code, "paragraphs": len(chosen), "reviewed": rng.random() < 0.2},
            },
        )
