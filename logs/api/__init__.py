"""The native API under `/api/v2/`: logs by query, exports, saved views; errors are problem+json."""
