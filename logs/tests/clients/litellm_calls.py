"""What a user of LiteLLM runs: calls that its generic callback logs. Nothing leaves the machine: replies are mocked.

The key stands in GENERIC_LOGGER_HEADERS. Arguments: `<name>,<endpoint>,<log format>` for each logger to try; the calls
of a logger carry its name as the user.
"""

import asyncio
import sys

import litellm
from litellm.integrations.generic_api.generic_api_callback import GenericAPILogger

CALLS = 3
QUESTION = [{"role": "user", "content": "Hi"}]
WAITS = 2000  # far beyond what it takes, so that a busy machine is no failure


async def main(targets: list[str]) -> None:
    for target in targets:
        name, endpoint, log_format = target.split(",")
        await log_calls(name, GenericAPILogger(endpoint=endpoint, log_format=log_format))


async def log_calls(name: str, logger: GenericAPILogger) -> None:
    """A reply, a stream and a failure, sent in one flush."""
    litellm.callbacks = [logger]
    asked = {"model": "gpt-4o", "messages": QUESTION, "user": name, "api_key": "unused"}
    await litellm.acompletion(**asked, mock_response="Hello", temperature=0.5)
    async for _ in await litellm.acompletion(**asked, mock_response="Hello in parts", stream=True):
        pass
    try:
        await litellm.acompletion(**asked, mock_response="litellm.RateLimitError")
    except litellm.RateLimitError:
        await sent(logger)


async def sent(logger: GenericAPILogger) -> None:
    """LiteLLM hands calls to its loggers in the background."""
    for _ in range(WAITS):
        if len(logger.log_queue) == CALLS:
            return await logger.flush_queue()
        await asyncio.sleep(0.05)
    raise SystemExit(f"{len(logger.log_queue)} of {CALLS} calls were logged")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
