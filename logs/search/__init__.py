"""Search: an index of our own finds the logs that hold a needle, and the body decides where the index cannot.

`index.py` keeps the index behind the writer, `finding.py` answers; docs/architecture.md tells how and why.
"""
