"""The form that a setting's text must have, and how a text with a secret in it is shown."""

import ipaddress
import re
import zoneinfo
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qs, urlsplit, urlunsplit

LOG_LEVELS: Final = ("debug", "info", "warning", "error")
_SCHEMES: Final = ("postgresql", "postgres")
_SECRET_IN_QUERY: Final = re.compile(r"((?:^|&)(?:ssl)?password=)[^&]*", re.IGNORECASE)
_HIGHEST_PORT: Final = 65_535
_HOST_OF_TILES: Final = r"[A-Za-z0-9.-]+(:[0-9]{1,5})?"
PMTILES: Final = "pmtiles://"
"""Before the address of a PMTiles file, whose name need not tell then what it is."""
LEAST_DAYS_KEPT: Final = 4
"""A ping up to 24 h late may need the pings of the 49 h before it."""


def what_to_write(name: str, text: str) -> str | None:
    """What to write in place of a setting's text that has not the form it needs; None where it has."""
    form = _FORMS.get(name)
    return None if form is None or form[0](text) else form[1]


def whole_number(text: str) -> int | None:
    """A whole number written in the digits 0 to 9, else None."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def host_and_port(text: str) -> tuple[str, int] | None:
    """The two parts of `host:port` (`[host]:port` for IPv6), None where it is none."""
    host, _, digits = text.rpartition(":")
    host, port = host.strip("[]"), whole_number(digits)
    return (host, port) if host and " " not in host and port is not None and port <= _HIGHEST_PORT else None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine's loopback and no name that leads elsewhere."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_postgres_address(text: str) -> bool:
    """Whether a text has the form of a PostgreSQL DSN, of one host or of several."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    hosts = parts.netloc.rpartition("@")[2].split(",")
    return parts.scheme in _SCHEMES and all(_has_good_port(host) for host in hosts)


def without_secrets(name: str, text: str) -> str:
    """A setting's address without the password in it; of the webhook the host alone, as its path may be a token."""
    prefix = PMTILES if text.startswith(PMTILES) else ""
    try:
        parts = urlsplit(text.removeprefix(prefix))
    except ValueError:
        return "***"
    host = parts.netloc.rpartition("@")[2]
    if name == "webhook":
        return f"{parts.scheme}://{host}/***" if host else text
    netloc = parts.netloc if parts.password is None else f"{parts.username}:***@{host}"
    return prefix + urlunsplit(parts._replace(netloc=netloc, query=_SECRET_IN_QUERY.sub(r"\1***", parts.query)))


def _has_good_port(host: str) -> bool:
    _, colon, port = host.rpartition("]")[2].rpartition(":")
    return not colon or (whole_number(port) or 0) in range(1, _HIGHEST_PORT + 1)


def _are_servers(text: str) -> bool:
    servers = [server.strip() for server in text.split(",")]
    return all(server and " " not in server and _has_good_port(server) for server in servers)


def _are_days_kept(text: str) -> bool:
    days = whole_number(text)
    return days is not None and (days == 0 or days >= LEAST_DAYS_KEPT)


def _is_zone(text: str) -> bool:
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_country(text: str) -> bool:
    # Every command reads its settings, and loading the calendars takes 0.2 s: not for the one that is usual.
    if text == "TH":
        return True
    from models.working_days import is_country

    return is_country(text)


def _are_tiles(text: str) -> bool:
    """Nothing, or an address on this or another host: of one PMTiles file, or with its three blanks and no other."""
    if not text:
        return True
    if re.search(r"[\s;,'\"]", text):
        return False
    address = text.removeprefix(PMTILES)
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_file = address != text or parts.path.endswith(".pmtiles")
    if any(text.count(blank) != (0 if is_file else 1) for blank in ("{z}", "{x}", "{y}")):
        return False
    is_elsewhere = parts.scheme in ("https", "http") and re.fullmatch(_HOST_OF_TILES, parts.netloc) is not None
    return is_elsewhere or (not parts.scheme and not parts.netloc and address.startswith("/"))


def is_telephone(text: str) -> bool:
    """Nothing, or a number as people write it, with some digits in it."""
    return re.fullmatch(r"(\+?[0-9][0-9 ()-]{1,28}[0-9])?", text) is not None


def _is_mail_server(text: str) -> bool:
    """Nothing, or an address with a host and a sender."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    sender = parse_qs(parts.query).get("from", [""])[0]
    return not text or (parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and "@" in sender)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.query and not parts.fragment


def _is_log(text: str) -> bool:
    return text.removeprefix("json:").strip().lower() in LOG_LEVELS


_FORMS: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = {
    "kafka": (_are_servers, "write host:port, several with commas between"),
    "database": (is_postgres_address, "write postgresql://user:password@host:5432/database"),
    "http": (lambda text: not text or host_and_port(text) is not None, "write host:port, e.g. 127.0.0.1:8000"),
    "group": (lambda text: bool(text.strip()), "write a name"),
    "keep_pings_days": (_are_days_kept, "write a number of days from 4, or 0 to keep them for ever"),
    "centre_phone": (is_telephone, "write a telephone number such as 02 123 4567 or +66 2 123 4567"),
    "smtp": (_is_mail_server, "write smtps://user:password@host:465?from=alerts@example.org"),
    "line_api": (_is_web_address, "write https://api.line.me"),
    "public_address": (lambda text: not text or _is_web_address(text), "write https://host or https://host/path"),
    "tiles": (
        _are_tiles,
        "write https://host/{z}/{x}/{y}.png or https://host/file.pmtiles, or a path of this host that begins with /",
    ),
    "timezone": (_is_zone, "write a name of the time zone database, e.g. Asia/Bangkok"),
    "holidays": (_is_country, "write a country's two capital letters, e.g. TH"),
    "log": (_is_log, f"choose one of {', '.join(LOG_LEVELS)}, with json: before it for JSON lines"),
}
