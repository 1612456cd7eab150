"""What people read of errors, reasons and notes, in Chinese.

Each part says what is wrong in English, once, where it happens. These tables know the Chinese of it: pairs of a
pattern of the whole English line, and the Chinese. What a pattern calls ``reason`` is translated by the tables too;
what else it names stays as it is.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from albumforge.chinese import (
    accounts,
    common,
    cutting,
    doctor,
    documents,
    editing,
    encoding,
    farm,
    farm_worker,
    films,
    jobs,
    machines,
    operating,
    parts,
    requests,
    serving,
    sharing,
    traces,
    transcoding,
    transfer_mhl,
    transfer_places,
    transfers,
    transfers_server,
    videos,
    watch,
)


def in_chinese(text: str) -> str:
    """Return a text in Chinese, line by line, where the tables know it; what they do not know stays as it is."""
    return "\n".join(_line(line) or line for line in text.split("\n"))


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    # The common ones end with the widest.
    tables = (
        transfers,
        farm,
        transcoding,
        encoding,
        sharing,
        accounts,
        serving,
        machines,
        operating,
        farm_worker,
        requests,
        films,
        videos,
        editing,
        cutting,
        jobs,
        transfers_server,
        traces,
        transfer_mhl,
        transfer_places,
        watch,
        doctor,
        parts,
        documents,
        common,
    )
    lines = [line for table in tables for line in table.LINES]
    return tuple((re.compile(pattern), chinese) for pattern, chinese in lines)


@lru_cache(maxsize=4096)  # a trace of hundreds of actions is asked for again and again
def _line(line: str) -> str | None:
    for pattern, chinese in _patterns():
        match = pattern.fullmatch(line)
        if match is None:
            continue
        values = match.groupdict()
        if "reason" in values:
            reason = _line(values["reason"])
            if reason is None:
                continue
            values["reason"] = reason
        return chinese.format(**values)
    return _sentences(line)


def _sentences(line: str) -> str | None:
    """Return a line of several sentences that the tables know one by one; None where they do not."""
    for end in _ENDS.finditer(line):
        first = _line(line[: end.start()])
        rest = None if first is None else _line(line[end.end() :])
        if first is not None and rest is not None:
            return first + rest
    return None


_ENDS = re.compile(r"(?<=[.!?]) (?=\S)")
