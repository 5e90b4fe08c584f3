"""Ask for known vulnerabilities of every pinned package; exit status 1 if there are any.

Where the service cannot be asked, nothing is audited, and that is said: a release that is known
to be vulnerable is asked for first, so that silence is not taken for good news.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PINNED = Path(__file__).resolve().parent.parent / "constraints.txt"
#: Its templates could leave the sandbox: CVE-2019-10906.
KNOWN_BAD = "jinja2==2.10"


def audited(pins: str) -> list[dict[str, Any]]:
    """Return what pip-audit finds for pins, one a line; nothing where it cannot ask."""
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder, "pins.txt"), Path(folder, "told.json")
        asked.write_text(pins, "utf-8")
        options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
        command = [sys.executable, "-m", "pip_audit", "-r", str(asked), *options, "-o", str(told)]
        subprocess.run(command, capture_output=True, check=False)
        if not told.is_file() or not told.stat().st_size:
            return []
        found: list[dict[str, Any]] = json.loads(told.read_text("utf-8"))["dependencies"]
        return found


def main() -> int:
    """Audit and print."""
    if not any(each.get("vulns") for each in audited(KNOWN_BAD)):
        print(f"NOT AUDITED: the service knows nothing of {KNOWN_BAD}, so it cannot be asked here.")
        print("Run `make audit` where pypi.org can be reached.")
        return 0
    found = audited(PINNED.read_text("utf-8"))
    faults = 0
    for each in found:
        if each.get("skip_reason"):
            print(f"{each['name']}: not audited: {each['skip_reason']}")
        for vuln in each.get("vulns", []):
            faults += 1
            cure = ", ".join(vuln["fix_versions"]) or "no release mends it yet"
            print(f"{each['name']} {each['version']}: {vuln['id']}; mended in {cure}")
    print(f"{len(found)} packages audited, {faults} known vulnerabilities.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
