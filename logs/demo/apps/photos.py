"""The photo desk: looks at pictures that customers send with a claim and says what they show."""

from collections.abc import Iterator

from .. import models
from ..call import Call, Json, Scene, assistant, opinion, system
from ..script import Pieces, said

_MODELS = (models.GPT_LARGE, models.GEMINI_LARGE, models.CLAUDE_LARGE)
_WEIGHTS = (45, 35, 20)

_PROMPT = (
    "You look at photos that come with a claim. Describe only what can be seen, then judge. Do not guess at causes."
)
_QUESTIONS = (
    "Compare the two photos and say whether the box was opened.",
    "Is the damage on the {thing} from transport or from use?",
    "Does the label on the box belong to order {order}?",
    "Describe the damage in two sentences for the claim {claim}.",
    "Which part of the {thing} is missing?",
    "Is this the {item}, or another article?",
)
_VERDICT: Pieces = (
    (
        "The first photo shows a {thing} on a wooden table, seen from above.",
        "Both photos show the same box; the second is taken from the side of the label.",
        "The picture is a little blurred, but the {thing} can be recognised.",
        "Visible are the box, the filling and the {thing} in it.",
    ),
    (
        "The tape is cut along the left edge and was closed again with a different one.",
        "One corner of the box is pressed in over about four centimetres, and the crack starts at the same place.",
        "The surface has fine scratches in one direction, as they come from cleaning.",
        "The label carries {order} and the tracking number {tracking}.",
        "No damage to the box can be seen.",
    ),
    (
        "**Judgement:** damaged in transport, with high confidence.",
        "**Judgement:** the box was opened before delivery.",
        "**Judgement:** signs of use; not a transport damage.",
        "**Judgement:** cannot be decided from these photos. A picture of the underside would help.",
    ),
)
_TOKENS_A_PHOTO = 1_105


def session(scene: Scene) -> Iterator[Call]:
    rng = scene.rng
    photos = rng.randint(1, 3)
    model = rng.choices(_MODELS, _WEIGHTS)[0]
    question = rng.choice(_QUESTIONS).format_map(scene.slots)
    parts: list[Json] = [{"type": "text", "text": question}]
    parts += [_photo(scene, number) for number in range(photos)]
    yield Call(
        model=model,
        messages=[system(_PROMPT), {"role": "user", "content": parts}],
        reply=assistant(said(_VERDICT, rng, scene.slots)),
        thinks=rng.random() < model.thinking,
        prompt_tokens=60 + photos * _TOKENS_A_PHOTO,
        answer=opinion(rng),
        fields={
            "max_tokens": 300,
            "stream": rng.random() < 0.5,
            "custom_identifier": scene.slots["claim"],
            "prompt_name": "claim-photos",
            "bot_id": scene.bots["Returns desk"],
            "channel": scene.channel,
            "metadata": {"photos": photos, "claim": scene.slots["claim"]},
        },
    )


def _photo(scene: Scene, number: int) -> Json:
    url = f"https://media.example.com/claims/{scene.slots['claim']}/{number + 1}.jpg"
    return {"type": "image_url", "image_url": {"url": url, "detail": "high" if number == 0 else "low"}}
