"""One request as a handler sees it: who asks, from where, and what was sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from albumforge.chinese import in_chinese
from albumforge.http.problems import Problem
from albumforge.http.routes import Route

if TYPE_CHECKING:
    from albumforge.forge import Forge
    from albumforge.http.site import Site
    from albumforge.services.accounts import Identity

MAX_JSON = 1 << 20
MAX_FORM = 1 << 18
_MOST_FIELDS = 200


@dataclass
class Call:
    """A request that has passed the door.

    Attributes:
        site: the application.
        route: what was asked for.
        environ: of WSGI.
        args: the varying parts of the path.
        identity: who asks; None where nobody needs to be known.
    """

    site: Site
    route: Route
    environ: dict[str, Any]
    args: Mapping[str, str]
    identity: Identity | None = None
    _params: dict[str, str] | None = field(default=None, repr=False)

    @property
    def forge(self) -> Forge:
        """The house behind this door."""
        return self.site.forge

    @property
    def user(self) -> int:
        """Id of who asks."""
        assert self.identity is not None, "this route needs a user"
        return self.identity.user_id

    @property
    def method(self) -> str:
        """Such as ``GET``."""
        return str(self.environ["REQUEST_METHOD"]).upper()

    @property
    def work_id(self) -> str:
        """The film that the path names."""
        return self.args["work_id"]

    @property
    def params(self) -> dict[str, str]:
        """What stands in the query and, of a POST or where bodies are forms, in a form; the form wins."""
        if self._params is None:
            params = dict(_pairs(self.environ.get("QUERY_STRING", ""))) | self._form()
            if any("\0" in part for pair in params.items() for part in pair):
                raise Problem("invalid", "The parameters hold characters that no text has.")
            self._params = params
        return self._params

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a parameter that is true or false."""
        said = self.params.get(name, "").strip().lower()
        if not said:
            return default
        if said in ("1", "true", "yes", "on", "是"):
            return True
        if said in ("0", "false", "no", "off", "否"):
            return False
        raise Problem("invalid", f"{name}: must be 1 or 0.")

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """Return a parameter that is a whole number."""
        said = self.params.get(name, "")
        if not said:
            return default
        if not (said.isascii() and said.isdecimal() and len(said) < 10 and least <= int(said) <= most):
            raise Problem("invalid", f"{name}: must be a whole number from {least} to {most}.")
        return int(said)

    def json(self, limit: int = MAX_JSON) -> dict[str, Any]:
        """Return the body, a JSON object; an empty body is an empty one.

        Raises:
            Problem: it is too large, of another type, or no JSON object.
        """
        value = _parsed(self.json_text(limit) or "{}")
        if not isinstance(value, dict):
            raise Problem("invalid", "The body must be a JSON object.")
        return value

    def json_text(self, limit: int) -> str:
        """Return the body, which calls itself JSON and holds only characters that text has; it is not read further.

        Raises:
            Problem: it is too large, or of another type.
        """
        raw = self.body(limit)
        if raw and self.content_type != "application/json":
            raise Problem("wrong_type", "The body must be JSON, with Content-Type: application/json.")
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise Problem("invalid", "The body is not UTF-8.") from error
        if "\\u0000" in text or ("\\ud" in text.lower() and not _is_text(_parsed(text))):
            raise Problem("invalid", "The body holds characters that no text has.")
        return text

    @property
    def content_type(self) -> str:
        """Of the body, without its parameters, in lower case."""
        return str(self.environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()

    @property
    def length(self) -> int:
        """Bytes of the body.

        Raises:
            Problem: the client does not say, or says nonsense.
        """
        said = self.environ.get("CONTENT_LENGTH") or ""
        if not said:
            if "chunked" in str(self.environ.get("HTTP_TRANSFER_ENCODING", "")).lower():
                raise Problem("length_missing", "The request must say its length: Content-Length is missing.")
            return 0
        if not (said.isascii() and said.isdecimal()) or len(said) > 18:
            raise Problem("invalid", "Content-Length: must be a number.")
        return int(said)

    def body(self, limit: int) -> bytes:
        """Read the whole body, at most `limit` bytes.

        Raises:
            Problem: it is larger, or the client left before its end.
        """
        length = self.length
        if length > limit:
            raise Problem("too_large", f"The body has {length:,} bytes; at most {limit:,} are taken.")
        source, parts, left = self.environ["wsgi.input"], [], length
        while left > 0:
            part = source.read(min(left, 1 << 16))
            if not part:
                raise Problem("cut", "The request ended before its body was complete.")
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def url(self, path: str) -> str:
        """Return the address of a path of ours, from the root of the host."""
        return quote(self.environ.get("SCRIPT_NAME", "").encode("latin-1", "replace")) + path

    @property
    def origin(self) -> str:
        """Scheme and host by which the client calls us."""
        return f"{self.scheme}://{self.environ.get('HTTP_HOST') or self.environ.get('SERVER_NAME', 'localhost')}"

    @property
    def scheme(self) -> str:
        """``https`` where the client came by it, also where a proxy says so."""
        if self.environ.get("HTTP_X_FORWARDED_PROTO", "").split(",")[0].strip().lower() == "https":
            return "https"
        return str(self.environ.get("wsgi.url_scheme", "http"))

    def words(self, text: str) -> str:
        """Return what the house says in English in the language of who asks."""
        return in_chinese(text) if self.chinese else text

    @cached_property
    def chinese(self) -> bool:
        """Whether Chinese is asked for: by the parameter ``lang`` where the route has one, else by the header.

        Raises:
            Problem: the parameter names another language.
        """
        said = self.params.get("lang", "") if any(param.name == "lang" for param in self.route.params) else ""
        if said not in ("", "en", "zh"):
            raise Problem("invalid", "lang: must be en or zh.")
        return said == "zh" if said else reads_chinese(self.environ)

    def _form(self) -> dict[str, str]:
        if (self.method != "POST" and self.route.family != "transfer") or self.route.upload or not self.length:
            return {}
        if self.content_type == "application/json" and self.route.body is None:
            return {name: _plain(value) for name, value in self.json(MAX_FORM).items() if value is not None}
        if self.content_type == "multipart/form-data":
            from albumforge.http.multipart_forms import fields

            return fields(self, MAX_FORM, _MOST_FIELDS)
        if self.content_type != "application/x-www-form-urlencoded":
            raise Problem("wrong_type", "The body must be a form, with its Content-Type.")
        return dict(_pairs(self.body(MAX_FORM).decode("utf-8", "replace")))


def reads_chinese(environ: Mapping[str, Any]) -> bool:
    """Whether who asks would rather read Chinese than English."""
    for language in str(environ.get("HTTP_ACCEPT_LANGUAGE", "")).lower().split(","):
        if language.strip()[:2] in ("zh", "en"):
            return language.strip()[:2] == "zh"
    return False


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace")
    except ValueError as error:
        raise Problem("invalid", f"There are more than {_MOST_FIELDS} parameters.") from error


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Problem("invalid", "The body is not JSON.") from error


def _is_text(value: Any) -> bool:
    """Whether all text in it can be written down: a half of a surrogate pair cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if not isinstance(value, str | int | float):
        raise Problem("invalid", "The values of the body must be text or numbers.")
    return str(value)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
