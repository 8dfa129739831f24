"""`python -m benchmarks.counties OUT --seed 7 --matters 60000 --preset hard --dial id_empty=0.2`: write one county."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.counties import dials
from benchmarks.counties.county import generate


def main() -> int:
    """Writes the set; prints how much of what was made and in which time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--matters", type=int, default=60_000)
    parser.add_argument("--items", type=int, default=0, help="items of the catalogue; 0: by the number of matters")
    parser.add_argument("--preset", choices=list(dials.PRESETS), default="plain")
    parser.add_argument("--dial", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--dials", action="store_true", help="print the preset's dials and stop")
    given = parser.parse_args()
    try:
        changes = {name: float(value) for name, _, value in (one.partition("=") for one in given.dial)}
        chosen = dials.dials(given.preset, changes)
    except ValueError as wrong:
        parser.error(str(wrong))
    if given.dials:
        print("\n".join(f"{name}={value}" for name, value in asdict(chosen).items()))
        return 0
    started = time.monotonic()
    stage = generate(given.out, given.seed, given.matters, chosen, given.items)
    print(f"{len(stage.matters)} matters in {time.monotonic() - started:.1f} s: {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
