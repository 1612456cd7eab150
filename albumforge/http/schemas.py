"""JSON Schemas of what is answered, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}


def nullable(schema: Schema) -> Schema:
    """Return the schema of a value that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def table(**fields: Schema) -> Schema:
    """Return the schema of an object that has all these fields."""
    return {"type": "object", "properties": fields, "required": sorted(fields)}


def answer_of(**fields: Schema) -> Schema:
    """Return the schema of an answer that went well."""
    return table(msg=TEXT, **fields)


WELL = answer_of()

PROBLEM: Schema = {
    "type": "object",
    "properties": {"msg": TEXT, "code": TEXT, "detail": TEXT, "hint": TEXT},
    "required": ["msg"],
}

DOCUMENTED_STATUS = answer_of(
    work_id=TEXT,
    uid=WHOLE,
    create_time=TEXT,
    update_time=TEXT,
    status={"type": "integer", "enum": [0, 1, 2, 3, -1, -2]},
    description=TEXT,
    info=TEXT,
    image_num=WHOLE,
    image_urls=many(TEXT),
)

_LISTED = table(
    work_id=TEXT,
    movie_title=TEXT,
    movie_description=TEXT,
    create_time=TEXT,
    update_time=TEXT,
    status=WHOLE,
    status_msg=TEXT,
    result_msg=TEXT,
)

DOCUMENTED_LIST = answer_of(uid=WHOLE, movie_num=WHOLE, movies=many(_LISTED))

FILE = table(
    id=WHOLE,
    position=WHOLE,
    label=TEXT,
    name=TEXT,
    kind={"type": "string", "enum": ["photo", "clip"]},
    size=WHOLE,
    digest=TEXT,
    url=TEXT,
    thumb=TEXT,
    left_out=FLAG,
    caption=TEXT,
    taken=nullable(TEXT),
)

MOVIE = table(
    work_id=TEXT,
    uid=WHOLE,
    mine=FLAG,
    title=TEXT,
    description=TEXT,
    generator=TEXT,
    request={"type": "object"},
    shared=FLAG,
    status={"type": "integer", "enum": [0, 1, 2, 3, -1, -2]},
    stage=WHOLE,
    stage_msg=TEXT,
    progress=NUMBER,
    seconds_left=nullable(NUMBER),
    error=TEXT,
    notes=many(TEXT),
    remarks=many(
        table(
            kind={"type": "string", "enum": ["request", "note", "left_out"]}, text=TEXT, count=WHOLE, names=many(TEXT)
        )
    ),
    created={"type": "string", "format": "date-time"},
    updated={"type": "string", "format": "date-time"},
    duration=nullable(NUMBER),
    image_num=WHOLE,
    photos=WHOLE,
    clips=WHOLE,
    poster=nullable(TEXT),
    film=nullable(TEXT),
    planned=FLAG,
    frame=nullable(TEXT),
)
