"""LiteLLM: logs in as its generic callback posts them (StandardLoggingPayload)."""
