"""The query language of the search bar, the native API, exports and saved views, compiled to the one query layer."""
