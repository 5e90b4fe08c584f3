"""How many warning signs the advert rules find, and how often they flag an honest text.

python bench/adverts.py            figures of the half that the rules were not written on
python bench/adverts.py --tune     the other half, with every miss
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from guidebot.adverts.check import open_checker
from guidebot.settings import read_settings
from tests.adverts_set import measure, read_texts


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tune", action="store_true")
    tune = parser.parse_args().tune
    figures = measure(open_checker(read_settings()), read_texts("tune" if tune else "check"))
    print(f"bad adverts with one of their signs found: {figures.caught} of {figures.bad}")
    print(f"  by what they say: {figures.caught_by_words} of {figures.said}")
    print(f"all expected signs found: {figures.recall:.3f}")
    for flag, number in sorted(figures.expected.items()):
        print(f"  {flag:28} {figures.found[flag]:3} of {number}")
    print(f"honest texts with any sign: {len(figures.wrong)} of {figures.honest}")
    print(f"signs found beyond those expected: {len(figures.extra)}")
    if tune:
        for line in (*figures.missed, *figures.wrong.items(), "extra", *figures.extra):
            print(line)


if __name__ == "__main__":
    main()
