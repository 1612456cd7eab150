"""The page of benchmarks: each benchmark writes its own section and leaves the others alone."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parent.parent.parent / "docs" / "benchmarks.md"
HEAD = """\
# Benchmarks

Each figure has the command that prints it, and the day when it did. Machines differ: compare ratios.
"""


def write_section(title: str, body: str, page: Path = PAGE) -> None:
    """Put a section into the page, in place of the one of that title, else behind the last."""
    text = page.read_text(encoding="utf-8") if page.exists() else HEAD
    sections = re.split(r"(?m)^(?=## )", text)
    section = f"## {title}\n\n{body.strip()}\n"
    found = [number for number, one in enumerate(sections) if one.startswith(f"## {title}\n")]
    if found:
        sections[found[0]] = section
    else:
        sections.append(section)
    page.write_text("\n".join(one.rstrip("\n") + "\n" for one in sections), encoding="utf-8")
