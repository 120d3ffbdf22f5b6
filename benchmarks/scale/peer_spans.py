"""The workload as OTLP requests, made in a peer's own environment, which has the protobuf classes we do not need.

python -m benchmarks.scale.peer_spans FOLDER SIZE END BATCH
"""

import json
import random
import sys
from datetime import datetime
from pathlib import Path

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from .workload import Payload, Workload


def main(folder: Path, size: int, end: datetime, batch: int) -> None:
    """Requests of `batch` spans, a file each, numbered in order of time."""
    workload, rng, waiting, number = Workload(size, end, kind="chat"), random.Random(f"spans {batch}"), [], 0
    for block in range(workload.blocks):
        for _, payload in workload.block(block):
            waiting.append(_span(payload, rng))
            if len(waiting) == batch:
                (folder / f"{number:06d}.pb").write_bytes(_request(waiting))
                waiting, number = [], number + 1


def _request(spans: list[Span]) -> bytes:
    request = ExportTraceServiceRequest()
    request.resource_spans.add().scope_spans.add().spans.extend(spans)
    return request.SerializeToString()


def _span(payload: Payload, rng: random.Random) -> Span:
    """One call as a root span, in the words of OpenInference and of MLflow."""
    asked, answered = json.dumps(payload["prompt_messages"]), json.dumps(payload["completion_message"])
    start = datetime.fromisoformat(payload["start_time"]).timestamp()
    attributes = {
        "openinference.span.kind": "LLM",
        "llm.model_name": payload["model"],
        "llm.provider": payload["provider_id"],
        "input.value": asked,
        "output.value": answered,
        "llm.token_count.prompt": payload["prompt_tokens"],
        "llm.token_count.completion": payload["completion_tokens"],
        "llm.token_count.total": payload["prompt_tokens"] + payload["completion_tokens"],
        "user.id": payload["customer_params"]["customer_identifier"],
        "mlflow.spanType": '"LLM"',
        "mlflow.spanInputs": asked,
        "mlflow.spanOutputs": answered,
    }
    return Span(
        trace_id=rng.randbytes(16),
        span_id=rng.randbytes(8),
        name="chat",
        kind=Span.SPAN_KIND_CLIENT,
        start_time_unix_nano=int(start * 1e9),
        end_time_unix_nano=int((start + payload["latency"]) * 1e9),
        attributes=[KeyValue(key=name, value=_value(value)) for name, value in attributes.items()],
        status=Status(code=Status.STATUS_CODE_ERROR if payload["status"] == "error" else Status.STATUS_CODE_OK),
    )


def _value(value: str | int) -> AnyValue:
    return AnyValue(int_value=value) if isinstance(value, int) else AnyValue(string_value=value)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]), int(sys.argv[4]))
