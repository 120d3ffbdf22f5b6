"""The classifier: one short call a message that comes in, answered with JSON by a schema."""

import json
from collections.abc import Iterator

from .. import models
from ..call import Call, Json, Scene, assistant, system, user
from ..script import Script, first_words
from .support import script_for

_MODELS = (models.GPT_CLASSIFIER, models.GROQ_LLAMA, models.GEMINI_SMALL)
_WEIGHTS = (72, 16, 12)

_PROMPT = """Classify one message to a shop for household goods.

- intent: what the writer wants. Choose "other" rather than guessing.
- urgency: high if money, damage or a lost parcel is involved, low for questions before buying, else medium.
- sentiment: of the writer, not of the topic.
- order: the order number if one is written, else null.

Answer with the JSON object only."""

_INTENTS = (
    *("order_status", "not_received", "cancel_order", "return_item", "damaged_item", "change_address"),
    *("warranty", "product_question", "invoice_copy", "refund_status", "other"),
)
_RESPONSE_FORMAT: Json = {
    "type": "json_schema",
    "json_schema": {
        "name": "message_class",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {
                "intent": {"type": "string", "enum": list(_INTENTS)},
                "urgency": {"type": "string", "enum": ["low", "medium", "high"]},
                "sentiment": {"type": "string", "enum": ["negative", "neutral", "positive"]},
                "language": {"type": "string"},
                "order": {"type": ["string", "null"]},
                "confidence": {"type": "number"},
            },
            "required": ["intent", "urgency", "sentiment", "language", "order", "confidence"],
            "additionalProperties": False,
        },
    },
}
_SENTIMENTS = {"high": (70, 25, 5), "medium": (25, 65, 10), "low": (5, 60, 35)}


def session(scene: Scene) -> Iterator[Call]:
    rng, script = scene.rng, script_for(scene)
    model = rng.choices(_MODELS, _WEIGHTS)[0]
    text = first_words(script, rng, scene.slots)
    messages = [system(_PROMPT), user(text)]
    yield Call(
        model=model,
        messages=messages,
        reply=assistant(json.dumps(_class_of(script, text, scene), ensure_ascii=False)),
        fields={
            "response_format": _RESPONSE_FORMAT,
            "temperature": 0,
            "max_tokens": 120,
            "group_identifier": f"inbox-{scene.now:%Y-%m-%d}",
            "prompt_name": "message-classifier",
            "prompt_id": "message-classifier-7",
            "channel": scene.channel,
            "metadata": {"language": script.language, "queue": "inbox", "attempt": 1},
            "full_request": {
                "model": model.name,
                "messages": messages,
                "response_format": _RESPONSE_FORMAT,
                "temperature": 0,
                "max_tokens": 120,
                "seed": 11,
            },
        },
    )


def _class_of(script: Script, text: str, scene: Scene) -> dict[str, Json]:
    sentiment = scene.rng.choices(("negative", "neutral", "positive"), _SENTIMENTS[script.urgency])[0]
    return {
        "intent": script.intent if scene.rng.random() < 0.96 else "other",
        "urgency": script.urgency,
        "sentiment": sentiment,
        "language": script.language,
        "order": scene.slots["order"] if scene.slots["order"] in text else None,
        "confidence": round(scene.rng.betavariate(14, 2), 2),
    }
