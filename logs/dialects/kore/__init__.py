"""Kore.ai: LLM usage logs out."""
