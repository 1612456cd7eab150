"""The address by which others in the same network reach this server."""

from __future__ import annotations

import ipaddress

from albumforge.http.call import Call
from albumforge.http.site import bare, host_of, is_loopback


def near_origin(call: Call) -> str | None:
    """Return scheme, host and port in the local network; None where the server is not open to it."""
    settings = call.forge.settings
    near = next((one for one in (*settings.http_hosts, settings.http_host) if _is_near(one)), None)
    if near is None or call.site.loopback_only:
        return None
    host = f"[{bare(near)}]" if ":" in near else near
    port = "" if settings.http_port == 80 else f":{settings.http_port}"
    return f"http://{host}{port}"


def origin_for_others(call: Call) -> str:
    """Return the origin to pass on: the one by which the client calls us, unless that is good on this machine only and
    there is one in the local network."""
    here = is_loopback(host_of(str(call.environ.get("HTTP_HOST") or "localhost")))
    return (near_origin(call) if here else None) or call.origin


def _is_near(host: str) -> bool:
    try:
        address = ipaddress.ip_address(bare(host))
    except ValueError:
        return False
    return not (address.is_unspecified or is_loopback(host))
