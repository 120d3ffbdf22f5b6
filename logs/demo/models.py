"""The models that the sample programs call, with how fast each answers. Names are those of the price list."""

from dataclasses import dataclass

_OPENAI = "https://api.openai.com/v1"
_GOOGLE = "https://generativelanguage.googleapis.com/v1beta/openai"


@dataclass(frozen=True, slots=True)
class Model:
    """A model and its temper."""

    name: str
    provider: str
    url: str
    ttft_ms: float  # median time to the first token
    tokens_per_second: float
    thinking: float = 0.0  # share of its answers that it reasons about first
    caches: bool = False  # whether repeated starts of a prompt are billed as cached


def _openai(
    name: str, ttft_ms: float, tokens_per_second: float, path: str = "chat/completions", **more: object
) -> Model:
    return Model(name, "openai", f"{_OPENAI}/{path}", ttft_ms, tokens_per_second, **more)


GPT_LARGE = _openai("gpt-5.4", 920, 64, thinking=0.7, caches=True)
GPT_SMALL = _openai("gpt-5.4-mini", 510, 118, thinking=0.25, caches=True)
GPT_CLASSIFIER = _openai("gpt-4.1-mini", 360, 105, caches=True)
GPT_EMBEDDING = _openai("text-embedding-3-small", 85, 40_000, "embeddings")
GPT_TRANSCRIPTION = _openai("gpt-4o-mini-transcribe", 900, 95, "audio/transcriptions")

_CLAUDE = "https://api.anthropic.com/v1/messages"
CLAUDE_LARGE = Model("claude-sonnet-4-6", "anthropic", _CLAUDE, 1150, 71, thinking=0.45, caches=True)
CLAUDE_SMALL = Model("claude-haiku-4-5-20251001", "anthropic", _CLAUDE, 560, 132, caches=True)

GEMINI_LARGE = Model("gemini-3.5-flash", "google", f"{_GOOGLE}/chat/completions", 690, 170, thinking=0.5, caches=True)
GEMINI_SMALL = Model("gemini-2.5-flash", "google", f"{_GOOGLE}/chat/completions", 430, 205)
GEMINI_EMBEDDING = Model("gemini-embedding-001", "google", f"{_GOOGLE}/embeddings", 120, 30_000)

_MISTRAL = "https://api.mistral.ai/v1/chat/completions"
MISTRAL_LARGE = Model("mistral-large-2512", "mistral", _MISTRAL, 480, 76)
MISTRAL_CODE = Model("codestral-2508", "mistral", _MISTRAL, 300, 150)

_GROQ = "https://api.groq.com/openai/v1"
GROQ_LLAMA = Model("llama-3.3-70b-versatile", "groq", f"{_GROQ}/chat/completions", 190, 290)
GROQ_OPEN = Model("openai/gpt-oss-120b", "groq", f"{_GROQ}/chat/completions", 240, 420, thinking=0.8)
GROQ_TRANSCRIPTION = Model("whisper-large-v3-turbo", "groq", f"{_GROQ}/audio/transcriptions", 380, 900)

ALL = (
    *(GPT_LARGE, GPT_SMALL, GPT_CLASSIFIER, GPT_EMBEDDING, GPT_TRANSCRIPTION),
    *(CLAUDE_LARGE, CLAUDE_SMALL, GEMINI_LARGE, GEMINI_SMALL, GEMINI_EMBEDDING),
    *(MISTRAL_LARGE, MISTRAL_CODE, GROQ_LLAMA, GROQ_OPEN, GROQ_TRANSCRIPTION),
)
