"""`manage.py doctor`: what is wrong with this installation, for people and for monitors."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from logs.doctor import State, examine


class Command(BaseCommand):
    """Exit status 1 where something is an error."""

    help = "Examine databases, migrations, upkeep, search index, disk, settings, audit log and secret key."
    requires_system_checks = ()  # they are among the findings

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on one line")

    def handle(self, *, json: bool, **options: Any) -> None:
        findings = list(examine())
        failed = any(finding.state is State.ERROR for finding in findings)
        if json:
            self._as_json(failed, [asdict(finding) for finding in findings])
        else:
            for finding in findings:
                self.stdout.write(f"{finding.state.upper():8} {finding.name}: {finding.text}")
        if failed:
            sys.exit(1)

    def _as_json(self, failed: bool, findings: list[dict[str, Any]]) -> None:
        self.stdout.write(json.dumps({"ok": not failed, "findings": findings}))
