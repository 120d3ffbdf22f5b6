"""The coding assistant in the editors of the shop's developers: file in hand, a question, perhaps some more."""

from collections.abc import Iterator

from .. import models
from ..call import Call, Json, Scene, assistant, opinion, system, typing_s, user
from ..texts import load

_TEXTS = load("coding")

_MODELS = (models.CLAUDE_LARGE, models.MISTRAL_CODE, models.GPT_LARGE, models.GROQ_OPEN)
_WEIGHTS = (44, 26, 18, 12)

_PROMPT = """You help developers of a shop inside their editor. Python 3.13, PostgreSQL, plain JavaScript modules.
Answer with the code first and what matters about it after, in at most five sentences. Keep names and style of the file.
If a change could lose data or lock a table, say so. Do not rewrite what was not asked about."""
_GOES_ON = 0.45


def session(scene: Scene) -> Iterator[Call]:
    rng = scene.rng
    task = rng.choice(_TEXTS["tasks"])
    names = {slot: rng.choice(choices) for slot, choices in _TEXTS["names"].items()}
    model = rng.choices(_MODELS, _WEIGHTS)[0]
    history: list[Json] = [system(_PROMPT), user(_question(task, scene, names))]
    common = _common_fields(scene, task, names)
    answer, pause_s = task["answer"], 0.0
    follow_ups = rng.sample(_TEXTS["follow_ups"], len(_TEXTS["follow_ups"]))
    while True:
        call = Call(model=model, messages=list(history), pause_s=pause_s, fields=common, answer=opinion(rng))
        call.thinks = rng.random() < model.thinking
        call.reply = assistant(answer.format_map(names))
        yield call
        if not follow_ups or rng.random() > _GOES_ON:
            return
        follow_up = follow_ups.pop()
        answer = follow_up["answer"]
        history += [call.reply, user(follow_up["ask"].format_map(names))]
        pause_s = typing_s(rng)


def _question(task: Json, scene: Scene, names: dict[str, str]) -> str:
    asked = scene.rng.choice(task["asks"]).format_map(names)
    return f"{asked}\n\n`{names['path']}`\n```{task['language']}\n{task['code'].format_map(names)}\n```"


def _common_fields(scene: Scene, task: Json, names: dict[str, str]) -> dict[str, Json]:
    return {
        "stream": True,
        "temperature": 0,
        "max_tokens": 2048,
        "thread_identifier": f"ed_{scene.id[:10]}",
        "prompt_name": "code-helper",
        "is_developer": True,
        "description": "Helps with code in the editor",
        "metadata": {
            "file": names["path"],
            "language": task["language"],
            "editor": scene.rng.choice(("terminal", "desktop", "browser")),
        },
    }
