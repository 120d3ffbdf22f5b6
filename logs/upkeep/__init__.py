"""Upkeep: what a store needs done from time to time, by one process beside the server (`manage.py upkeep`).

A job is a small function in a module of its own; `jobs.py` lists them, `runner.py` runs them, `process.py` keeps the
process alive beside `serve`.
"""
