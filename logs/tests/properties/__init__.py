"""Properties that hold across doors, tried with random payloads and random filters."""
