"""LLM Report: requests out."""
