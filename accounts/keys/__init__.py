"""API keys: made, changed, rotated and revoked in one place; held to their limits; and how much they are used."""
