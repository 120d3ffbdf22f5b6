"""A canonical log as Kore.ai's usage log. Pure; keys, their odd spellings and their order are the vendor's."""

from collections.abc import Mapping
from datetime import UTC, datetime

from ...canonical import CanonicalLog, Json
from ...choices import Status
from ..openai_shape import request_payload, response_payload

# Kore knows two outcomes (contract B7, ruling 6; read 2026-11-21). Logs still processing are never shown.
_STATUSES: Mapping[str, str] = {
    Status.SUCCESS: "Success",
    Status.WARNING: "Success",
    Status.ERROR: "Failure",
    Status.CANCELLED: "Failure",
}
_UNKNOWN_STATUS = ""

# "Integration" is a name for people (seed: "OpenAI"; ruling 8; read 2026-11-21), a provider is a word for programs.
# Several spellings are in use: those of recorded traffic, of LiteLLM and of the price list.
_INTEGRATIONS: Mapping[str, str] = {
    "ai21": "AI21",
    "alephalpha": "Aleph Alpha",
    "anthropic": "Anthropic",
    "aws": "Amazon Bedrock",
    "azure": "Azure OpenAI",
    "azure_ai": "Azure AI",
    "azure_openai": "Azure OpenAI",
    "azureml": "Azure AI",
    "baseten": "Baseten",
    "bedrock": "Amazon Bedrock",
    "cerebras": "Cerebras",
    "cloudflare": "Cloudflare",
    "cohere": "Cohere",
    "crusoe": "Crusoe",
    "databricks": "Databricks",
    "deepgram": "Deepgram",
    "deepseek": "DeepSeek",
    "elevenlabs": "ElevenLabs",
    "fireworks": "Fireworks AI",
    "fireworks_ai": "Fireworks AI",
    "gemini": "Google Gemini",
    "github-copilot": "GitHub Copilot",
    "google": "Google Gemini",
    "google_genai": "Google Gemini",
    "gpustack": "GPUStack",
    "groq": "Groq",
    "heroku": "Heroku",
    "huggingface": "Hugging Face",
    "meta": "Meta",
    "minimax": "MiniMax",
    "mistral": "Mistral AI",
    "moonshot": "Moonshot AI",
    "moonshotai": "Moonshot AI",
    "novita": "Novita AI",
    "nvidia": "NVIDIA",
    "nvidia_nim": "NVIDIA",
    "ollama": "Ollama",
    "openai": "OpenAI",
    "openai_compatible": "OpenAI-compatible",
    "openrouter": "OpenRouter",
    "ovhcloud": "OVHcloud",
    "perplexity": "Perplexity",
    "portkey": "Portkey",
    "replicate": "Replicate",
    "sambanova": "SambaNova",
    "snowflake": "Snowflake Cortex",
    "together": "Together AI",
    "together_ai": "Together AI",
    "vertex": "Google Vertex AI",
    "vertex_ai": "Google Vertex AI",
    "vertexai": "Google Vertex AI",
    "vllm": "vLLM",
    "voyage": "Voyage AI",
    "voyageai": "Voyage AI",
    "watsonx": "IBM watsonx",
    "x-ai": "xAI",
    "xai": "xAI",
    "zai": "Z.ai",
    "zhipuai": "Zhipu AI",
}


def dump(log: CanonicalLog, bot_id: str = "") -> dict[str, Json]:
    """`log` in the vendor's form; `bot_id` stands in where the log names no bot.

    No key is ever missing: an unknown string is "", number null, payload {} (ruling 8).
    """
    # The space after "Feature Name" and the small s and t are the vendor's (seed; contract B7, read 2026-11-21).
    return {
        "Prompt Name": log.prompt_name or "",
        "Integration": log.integration or _integration(log.provider),
        "start Date": _timestamp(log.started_at),
        "End Date": _timestamp(log.ended_at),
        "Time Taken": None if log.latency_ms is None else round(log.latency_ms),
        "statusCode": log.status_code,
        "Bot ID": log.bot_id or bot_id,
        "User ID": log.customer_id or "",
        "Feature Name ": log.feature or "",
        "Model Name": log.model or "",
        "Channel Name": log.channel or "",
        "Description": log.description or "",
        "task Id": log.task_id or "",
        "Status": _STATUSES.get(log.status or "", _UNKNOWN_STATUS),
        "Payload Details": _payload_details(log),
    }


def _payload_details(log: CanonicalLog) -> dict[str, Json]:
    return {
        "Prompt Name": log.prompt_name or "",
        "Request Payload": _object(log.raw_request) or request_payload(log),
        "Response Payload": _object(log.raw_response) or response_payload(log),
        "Request Tokens": log.prompt_tokens,
        "Response Tokens": log.completion_tokens,
    }


def _object(raw: Json) -> Mapping[str, Json] | None:
    return raw if isinstance(raw, Mapping) else None


def _integration(provider: str | None) -> str:
    return _INTEGRATIONS.get(provider or "", provider or "")


def _timestamp(moment: datetime | None) -> str:
    """UTC to the millisecond, the rest cut off as JavaScript does it."""
    if moment is None:
        return ""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
