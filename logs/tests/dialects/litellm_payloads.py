"""A StandardLoggingPayload as LiteLLM 1.106.2 writes one, without its price table; tests change what they are about."""

from typing import Any

USAGE = {
    "prompt_tokens": 10,
    "completion_tokens": 20,
    "total_tokens": 30,
    "prompt_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 2},
    "completion_tokens_details": {"reasoning_tokens": 7, "text_tokens": 13},
}
RESPONSE = {
    "id": "chatcmpl-1",
    "created": 1795262401,
    "model": "gpt-4o-mini",
    "object": "chat.completion",
    "choices": [
        {"finish_reason": "stop", "index": 0, "message": {"content": "Hello!", "role": "assistant", "tool_calls": None}}
    ],
    "usage": USAGE,
}
NO_ERROR = {"error_code": "", "error_class": "", "llm_provider": "", "traceback": "", "error_message": ""}


def litellm_payload(**fields: Any) -> dict[str, Any]:
    """A successful chat that took 1.25 s from 2026-11-21 12:00 UTC; `fields` are top-level keys."""
    return {
        "id": "chatcmpl-1",
        "litellm_call_id": "call-1",
        "trace_id": "trace-1",
        "session_id": "",
        "call_type": "acompletion",
        "cache_hit": None,
        "stream": None,
        "status": "success",
        "status_fields": {"llm_api_status": "success", "guardrail_status": "not_run"},
        "custom_llm_provider": "openai",
        "startTime": 1795262400.0,
        "endTime": 1795262401.25,
        "completionStartTime": 1795262401.25,
        "response_time": 1.25,
        "model": "gpt-4o-mini",
        "metadata": litellm_metadata(),
        "cache_key": None,
        "response_cost": 0.0000135,
        "total_tokens": 30,
        "prompt_tokens": 10,
        "completion_tokens": 20,
        "request_tags": [],
        "end_user": None,
        "api_base": "",
        "model_group": "",
        "model_id": "",
        "requester_ip_address": None,
        "user_agent": None,
        "messages": [{"role": "user", "content": "Hi"}],
        "response": RESPONSE,
        "model_parameters": {},
        "hidden_params": {"cache_key": None, "api_base": "https://api.example.com", "response_cost": 0.0000135},
        "error_str": None,
        "error_information": NO_ERROR,
        "response_cost_failure_debug_info": None,
        "zero_cost_diagnostic": None,
        "guardrail_information": None,
        **fields,
    }


def litellm_failure(**fields: Any) -> dict[str, Any]:
    """A call that the provider refused."""
    error = {**NO_ERROR, "error_code": "429", "error_class": "RateLimitError", "error_message": "slow down"}
    return litellm_payload(
        **{
            "id": "call-2",
            "status": "failure",
            "response_cost": 0.0,
            "total_tokens": 0,
            "prompt_tokens": 0,
            "completion_tokens": 0,
            "metadata": litellm_metadata(usage_object={}),
            "response": {},
            "error_str": "litellm.RateLimitError: slow down",
            "error_information": error,
            **fields,
        }
    )


def litellm_metadata(**fields: Any) -> dict[str, Any]:
    """What the proxy knows of a call."""
    return {
        "user_api_key_hash": None,
        "user_api_key_alias": None,
        "spend_logs_metadata": None,
        "requester_metadata": None,
        "requester_custom_headers": None,
        "applied_guardrails": [],
        "usage_object": USAGE,
        **fields,
    }
