"""The support assistant: answers customers in many turns, with tools, and sends its whole history each time."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from .. import models
from ..call import Call, Json, Scene, assistant, opinion, system, typing_s, user
from ..script import Answer, Ask, Look, Script, Step, capitalised, said, script_of, tool_call, tool_result
from ..texts import load
from .support_setup import NEWER_VERSION, OLDER_VERSION, PROMPTS, TOOLS

_PIECES = load("support_pieces")


def _scripts(*files: str) -> tuple[Script, ...]:
    return tuple(script_of(data, _PIECES["pieces"]) for file in files for data in load(file)["scripts"])


_ENGLISH, _OTHERS = _scripts("support_orders", "support_returns"), _scripts("support_other")
_ASKED_MOST = {"order_status": 3, "return_item": 2, "product_question": 2}
_ENGLISH_WEIGHTS = [_ASKED_MOST.get(script.intent, 1) for script in _ENGLISH]
_BY_LANGUAGE = {language: [s for s in _OTHERS if s.language == language] for language in ("de", "es", "ja")}

_MODELS = (models.GPT_LARGE, models.CLAUDE_LARGE, models.GEMINI_LARGE, models.GPT_SMALL)
_WEIGHTS = (46, 26, 12, 16)
_LEAVES = 0.1  # share of customers who stop answering, after each answer
_ASKS_MORE = 0.3
_TOOL_FAILS = 0.03
_TOOL_FAILURE = ({"error": "timeout", "message": "No answer within 5 s."},)


def script_for(scene: Scene) -> Script:
    """What the customer is about, in their language where there is a script in it."""
    own = _BY_LANGUAGE.get(scene.person.language)
    if own and scene.rng.random() < 0.8:
        return scene.rng.choice(own)
    return scene.rng.choices(_ENGLISH, _ENGLISH_WEIGHTS)[0]


def session(scene: Scene) -> Iterator[Call]:
    rng, script = scene.rng, script_for(scene)
    model = rng.choices(_MODELS, _WEIGHTS)[0]
    version = NEWER_VERSION if rng.random() < 0.6 else OLDER_VERSION
    common = _common_fields(scene, script, version)
    history: list[Json] = [system(PROMPTS[version])]
    trace, root, pause_s = "", None, 0.0
    for step in _steps(script, rng):
        if isinstance(step, Ask):
            pause_s = typing_s(rng) if trace else 0.0
            history.append(user(said(step.pieces, rng, scene.slots)))
            trace, root = f"{rng.getrandbits(128):032x}", None
            continue
        span = f"{rng.getrandbits(64):016x}"
        place = {"trace_unique_id": trace, "span_unique_id": span} | ({"span_parent_id": root} if root else {})
        call = Call(model=model, messages=list(history), pause_s=pause_s, fields={**common, **place})
        history += _take(step, call, scene)
        root, pause_s = root or span, rng.uniform(0.05, 1.2)
        yield call


def _steps(script: Script, rng: Random) -> Iterator[Step]:
    """The steps of one run: the customer may leave after an answer, or have another question at the end."""
    for number, step in enumerate(script.steps):
        if isinstance(step, Look) and rng.random() < _TOOL_FAILS:
            yield replace(step, results=_TOOL_FAILURE)  # and once more
        yield step
        is_last = number == len(script.steps) - 1
        if isinstance(step, Answer) and not is_last and rng.random() < _LEAVES:
            return
    while script.language == "en" and rng.random() < _ASKS_MORE:
        postscript = rng.choice(_PIECES["postscripts"])
        yield Ask(postscript["ask"])
        yield Answer(postscript["answer"])


def _take(step: Look | Answer, call: Call, scene: Scene) -> list[Json]:
    """Let the model take the step; what the history grows by."""
    rng, slots = scene.rng, scene.slots
    call.thinks = rng.random() < call.model.thinking
    if isinstance(step, Answer):
        call.reply = assistant(capitalised(said(step.pieces, rng, slots)))
        call.answer = opinion(rng)
        return [call.reply]
    call.reply = tool_call(step, rng, slots)
    if not (call.thinks and call.model.provider == "anthropic"):  # the others keep their reasoning to themselves
        call.reply.pop("reasoning_content", None)
    return [call.reply, tool_result(step, call.reply["tool_calls"][0]["id"], rng, slots)]


def _common_fields(scene: Scene, script: Script, version: str) -> dict[str, Json]:
    return {
        "tools": TOOLS,
        "tool_choice": "auto",
        "temperature": 0.3,
        "stream": scene.channel != "email",
        "thread_identifier": f"th_{scene.id[:10]}",
        "custom_identifier": scene.slots["order"],
        "prompt_id": f"support-assistant-{version}",
        "prompt_name": "support-assistant",
        "is_custom_prompt": True,
        "bot_id": scene.bots[script.bot],
        "channel": scene.channel,
        "channel_user_id": f"{scene.channel}:{scene.person.identifier}",
        "task_id": f"dialog-{script.intent.replace('_', '-')}",
        "is_developer": False,
        "description": "Answers a customer about an order",
        "metadata": {"prompt_version": version, "intent": script.intent, "language": script.language},
    }
