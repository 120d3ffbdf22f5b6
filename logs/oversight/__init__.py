"""Looking after a project: lists of what was recorded about its people and keys, as pages, files and API."""
