"""The audit log: every change of keys, roles, rules and retention, and every export; append-only and hash-chained.

`record` is called inside the transaction of the change, as its last step: it holds the end of the chain until the
transaction is over, so that what is recorded has happened and what has happened is recorded.
"""

from .actions import Action
from .recording import record

__all__ = ["Action", "record"]
