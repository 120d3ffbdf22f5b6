#!/usr/bin/env python
"""Command line of llmlogs: Django's own commands and the ones in accounts/ and logs/."""

import os
import sys


def main() -> None:
    os.umask(os.umask(0o077) | 0o077)  # what is written here are logs and secrets: for this user alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llmlogs_site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
