"""JSON schemas of what this door answers."""

from ..components import Schema, component, one_of

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": "string", "nullable": True}
_NUMBER_OR_NULL: Schema = {"type": "number", "nullable": True}
_COUNT_OR_NULL: Schema = {"type": "integer", "nullable": True}

_ITEM_FIELDS: Schema = {
    "id": _TEXT,
    "unique_id": _TEXT,
    "status": one_of(["success", "warning", "failed", "pending", "running"]),
    "failed": {"type": "boolean"},
    "error_bit": {"type": "integer", "minimum": 0, "maximum": 1},
    "log_type": _TEXT,
    "timestamp": _TEXT,
    "start_time": _TEXT,
    "latency": {**_NUMBER_OR_NULL, "description": "Seconds."},
    "time_to_first_token": {**_NUMBER_OR_NULL, "description": "Seconds."},
    "cost": {**_NUMBER_OR_NULL, "description": "US dollars."},
    "prompt_tokens": _COUNT_OR_NULL,
    "completion_tokens": _COUNT_OR_NULL,
    "total_request_tokens": _COUNT_OR_NULL,
    "prompt_cache_hit_tokens": _COUNT_OR_NULL,
    "prompt_cache_creation_tokens": _COUNT_OR_NULL,
    "model": _TEXT_OR_NULL,
    "customer_identifier": _TEXT_OR_NULL,
    "environment": _TEXT,
}
ITEM = component(
    "KeywordsAILog",
    {
        "type": "object",
        "description": "One call: what was sent, under the names it was sent under, and what follows from it.",
        "properties": _ITEM_FIELDS,
        "additionalProperties": True,
    },
)
CREATED = component(
    "KeywordsAICreated",
    {
        "type": "object",
        "required": ["message", "unique_id"],
        "description": "The stored log; with `block: false` nothing but its id.",
        "properties": {"message": _TEXT, **_ITEM_FIELDS},
        "additionalProperties": True,
    },
)
PAGE = component(
    "KeywordsAILogPage",
    {
        "type": "object",
        "required": ["count", "next", "previous", "results"],
        "properties": {
            "count": {"type": "integer", "description": "Of all matching logs."},
            "next": _TEXT_OR_NULL,
            "previous": _TEXT_OR_NULL,
            "results": {"type": "array", "items": ITEM},
        },
    },
)
_SUMS = ("number_of_requests", "total_tokens", "total_prompt_tokens", "total_completion_tokens")
_AMOUNTS = ("total_cost", "avg_latency", "avg_ttft", "avg_tps")
SUMMARY = component(
    "KeywordsAISummary",
    {
        "type": "object",
        "required": [*_SUMS, *_AMOUNTS, "scores"],
        "properties": {
            **dict.fromkeys(_SUMS, {"type": "integer"}),
            **dict.fromkeys(_AMOUNTS, {"type": "number"}),
            "scores": {"type": "object"},
        },
    },
)
BATCH_RESULTS = component(
    "KeywordsAIBatchResults",
    {
        "type": "object",
        "required": ["results"],
        "properties": {
            "results": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "id": _TEXT_OR_NULL,
                        "status": one_of(["success", "error"]),
                        "errors": {"type": "object", "description": "Sentences by field."},
                    },
                },
            }
        },
    },
)
BULK_COUNTS = component(
    "KeywordsAIBulkResult",
    {
        "type": "object",
        "required": ["success_count", "error_count", "errors"],
        "properties": {
            "success_count": {"type": "integer"},
            "error_count": {"type": "integer"},
            "errors": {
                "type": "array",
                "items": {"type": "object", "properties": {"index": {"type": "integer"}, "error": _TEXT}},
            },
        },
    },
)
ERROR = component(
    "KeywordsAIError",
    {
        "type": "object",
        "required": ["detail"],
        "properties": {
            "detail": _TEXT,
            "errors": {"description": "Sentences by field; of a bulk request, one entry for each refused log."},
            "retry_after": {"type": "integer", "description": "Seconds."},
        },
    },
)
