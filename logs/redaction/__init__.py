"""Redaction: the rules of a project, followed before anything of a log is stored, indexed or told.

`detectors` and `expressions` find things in bytes, `texts` replaces them in a text, `streams` in a text that came in
pieces, `policy` in a whole payload. `remembered` knows the policy of each project, `changing` is where rules change.
"""
