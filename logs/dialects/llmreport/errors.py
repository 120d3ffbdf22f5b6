"""LLM Report's refusals: one key, and for 401 and 405 the vendor's own sentences (seed, read 2026-11-21)."""

NOT_SIGNED_IN = "You must be logged in or provide an API key."
BAD_KEY = "Invalid API key."
BAD_METHOD = "Method not allowed"


def error_body(status: int, message: str, authorization: str) -> dict[str, str]:
    """The body of one refusal; `authorization` is the header as sent, which tells a bad key from none."""
    if status == 401:
        has_credential = authorization.strip().lower() not in ("", "bearer")
        return {"error": BAD_KEY if has_credential else NOT_SIGNED_IN}
    return {"error": BAD_METHOD if status == 405 else message}
