"""What the support assistant is told and what it may do: its system prompt in two versions, and its tools."""

from ..call import Json
from ..texts import read

OLDER_VERSION, NEWER_VERSION = "v13", "v14"
_PROMPT = read("support_prompt")
PROMPTS = {OLDER_VERSION: _PROMPT, NEWER_VERSION: f"{_PROMPT}\n\n{read('support_prompt_addition')}"}


def _tool(name: str, description: str, **parameters: Json) -> Json:
    required = [key for key, schema in parameters.items() if not schema.pop("optional", False)]
    schema = {"type": "object", "properties": parameters, "required": required, "additionalProperties": False}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": schema}}


def _text(description: str, **more: Json) -> Json:
    return {"type": "string", "description": description, **more}


_ORDER = "Order number such as A-20418"

TOOLS: list[Json] = [
    _tool("get_order", "An order with its items, status, carrier and dates.", order=_text(_ORDER)),
    _tool(
        "get_tracking",
        "What the carrier knows about a parcel, newest event first.",
        carrier=_text("Carrier as named in the order"),
        tracking=_text("Tracking number"),
    ),
    _tool(
        "cancel_order",
        "Cancels an order that is not packed yet.",
        order=_text(_ORDER),
        reason=_text("Why, in one word"),
    ),
    _tool(
        "create_return",
        "Books a return and makes its label.",
        order=_text(_ORDER),
        items={"type": "array", "items": {"type": "string"}, "description": "Article numbers"},
        reason=_text("Why", enum=["not_as_expected", "wrong_item", "defect", "gift"]),
    ),
    _tool(
        "open_claim",
        "Opens a claim for a lost or damaged parcel.",
        order=_text(_ORDER),
        reason=_text("What happened", enum=["not_received", "damaged", "incomplete"]),
        photos={"type": "integer", "description": "How many photos were sent", "optional": True},
    ),
    _tool(
        "change_address",
        "Changes where an order goes, until the carrier has it.",
        order=_text(_ORDER),
        street=_text("Street and number"),
        city=_text("Postal code and town"),
    ),
    _tool(
        "search_products",
        "Searches the shop; at most five results.",
        query=_text("Words to look for"),
        max_price=_text("Highest price in euros", optional=True),
    ),
    _tool(
        "send_invoice", "Sends an invoice once more.", order=_text(_ORDER), format=_text("Form", enum=["pdf", "xml"])
    ),
]
