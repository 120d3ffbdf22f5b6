"""Malformed requests over the four doors as one table, which `python -m logs.tests.malformed` prints."""
