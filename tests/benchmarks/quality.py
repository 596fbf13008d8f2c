"""How good dreams look: every figure that they have to reach, with the pictures that were judged.

Run it with `make bench-quality`; it takes about half an hour on two cores. `--only` runs
some of its parts.
"""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.benchmarks import dream_of, flicker, imagined, large

PARTS: Mapping[str, Callable[[Path], bool]] = {
    "imagined": imagined.bench,
    "dream-of": dream_of.bench,
    "moving": flicker.bench,
    "large": large.bench,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/quality"), help="a folder")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    options = parser.parse_args()
    verdicts = {}
    for name in options.only:
        folder = options.out / name
        folder.mkdir(parents=True, exist_ok=True)
        print(f"== {name} ==", flush=True)
        verdicts[name] = PARTS[name](folder)
    for name, is_good in verdicts.items():
        print(f"{name}: {'good' if is_good else 'NOT good enough'}, see {options.out / name}")
    return int(not all(verdicts.values()))


if __name__ == "__main__":
    sys.exit(main())
