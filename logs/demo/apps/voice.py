"""The telephone line: calls are transcribed, and longer ones summed up for the customer file."""

from collections.abc import Iterator

from .. import models
from ..call import Call, Json, Scene, assistant, system, user
from ..script import Pieces, said

_SECONDS_A_WORD = 0.42
_USD_A_MINUTE = {models.GPT_TRANSCRIPTION: 0.003, models.GROQ_TRANSCRIPTION: 0.000667}

_CALL: Pieces = (
    ("Hello, this is {first_name}.", "Good morning, {first_name} speaking.", "Yes hello, I am calling about a parcel."),
    (
        "I, um, ordered a {thing} on {placed}.",
        "It is about order {order}, the {thing}.",
        "I have been waiting in the line for {days} minutes now.",
    ),
    (
        "The driver rang at {hour} and by the time I was at the door he had gone.",
        "It came, but the box was wet and I do not dare to open it.",
        "You took the {price} twice, I can see it on my statement.",
        "They sent the {other_thing} instead, which I did not order.",
        "Last week somebody told me I would be called back, and nobody did.",
    ),
    (
        "[agent] I am sorry to hear that. May I have your order number? [caller] It is {order}.",
        "[agent] Let me look. Yes, I can see it here, {street} in {city}. [caller] Exactly.",
        "[agent] One moment please. [caller] Sure. [agent] Thank you for waiting, I have found it.",
    ),
    (
        "[agent] I can send a new one today, or refund {price}. [caller] A new one please.",
        "[agent] It is at the pick-up shop, {shop_street}. [caller] Nobody told me. [agent] I will note it.",
        "[agent] I have opened claim {claim}. You get an answer within two days. [caller] All right.",
        "[agent] You can send it back free of charge, the number is {return_id}. [caller] Hold on, I need a pen. OK.",
    ),
    (
        "",
        "[caller] Will I get that in writing? [agent] Yes, by e-mail, in a few minutes.",
        "[caller] And the {other_thing}? [agent] Keep it, it is yours.",
    ),
    ("[caller] Thank you, goodbye.", "[caller] Fine. Bye.", "[agent] Have a good day. [caller] You too."),
)
_SUMMARY: Pieces = (
    ("**Reason:** delivery of order {order} ({thing}).", "**Reason:** complaint about {order}."),
    (
        "\n**Agreed:** replacement today, no return needed.",
        "\n**Agreed:** refund of {price}.",
        "\n**Agreed:** claim {claim}, answer within two days.",
    ),
    ("\n**Mood:** calm at the end.", "\n**Mood:** annoyed, has called before.", "\n**Mood:** friendly."),
    ("", "\n**Open:** written confirmation by e-mail.", "\n**Open:** tell the carrier about the missing card."),
)
_PROMPT = "Sum up the call for the customer file: reason, what was agreed, mood, what is open. One line each, no names."


def session(scene: Scene) -> Iterator[Call]:
    rng = scene.rng
    text = said(_CALL, rng, scene.slots)
    seconds = round(len(text.split()) * _SECONDS_A_WORD * rng.uniform(0.85, 1.3), 1)
    thread = {
        "thread_identifier": f"call_{scene.id[:8]}",
        "channel": "voice",
        "custom_identifier": scene.slots["order"],
    }
    yield _transcription(scene, text, seconds, thread)
    if seconds > 35:
        yield Call(
            model=models.GPT_SMALL,
            messages=[system(_PROMPT), user(text)],
            reply=assistant(said(_SUMMARY, rng, scene.slots)),
            pause_s=rng.uniform(0.2, 2.0),
            fields={**thread, "prompt_name": "call-summary", "max_tokens": 200, "metadata": {"call_seconds": seconds}},
        )


def _transcription(scene: Scene, text: str, seconds: float, thread: dict[str, Json]) -> Call:
    model = scene.rng.choices(tuple(_USD_A_MINUTE), (60, 40))[0]
    return Call(
        model=model,
        prompt_tokens=round(seconds * 10),  # audio is billed at ten tokens a second
        seconds=0.4 + seconds / scene.rng.uniform(14, 30),
        answer={
            "output": {"text": text, "language": "en", "duration": seconds},
            "cost": round(seconds / 60 * _USD_A_MINUTE[model], 6),
        },
        fields={
            **thread,
            "log_type": "transcription",
            "input": {
                "file": f"call-{scene.id[:6]}.opus",
                "duration": seconds,
                "content_type": "audio/ogg",
                "bytes": round(seconds * 4_000),
            },
            "metadata": {"line": scene.rng.choice(("+1-555-0100", "+1-555-0142")), "call_seconds": seconds},
        },
    )
