"""Measures the schema decisions that cannot be changed later, each against its alternatives; prints Markdown.

python benchmarks/schema.py --rows 300000 [--engine sqlite|postgresql|both] [--rounds 3]
"""

import argparse
from pathlib import Path

from environment import POSTGRESQL, SQLITE, environment


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000, help="logs in every variant (default: 300000)")
    parser.add_argument("--engine", choices=[SQLITE, POSTGRESQL, "both"], default="both")
    parser.add_argument("--rounds", type=int, default=3, help="every figure is their median (default: 3)")
    arguments = parser.parse_args()
    if arguments.rows < 100 or not 1 <= arguments.rounds <= 9:
        parser.error("--rows of at least 100 and --rounds of 1 to 9 are needed")  # every round drops one of the months
    return arguments


def main() -> None:
    arguments = _arguments()
    engines = [SQLITE, POSTGRESQL] if arguments.engine == "both" else [arguments.engine]
    with environment(engines) as folder:
        _measure(engines, arguments.rows, arguments.rounds, folder)


def _measure(engines: list[str], rows: int, rounds: int, folder: Path) -> None:
    # Models can be imported only after Django knows its databases.
    from report import machine
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rounds import measure

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        sections = [measure(engine, rows, rounds, folder, progress) for engine in engines]
    print(f"{machine()}; {rows:,} logs in every variant, median of {rounds} rounds", end="\n\n")
    print("\n\n".join(sections))


if __name__ == "__main__":
    main()
