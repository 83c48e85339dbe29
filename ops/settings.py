"""Settings: one frozen value, read once from a TOML file and the environment; the only module that sees either."""

import os
import socket
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import msgspec

from ops.setting_forms import host_and_port, is_loopback, what_to_write, whole_number, without_secrets

PREFIX: Final = "WASTETRACK_"
DEFAULT_HTTP: Final = {
    "gateway": "127.0.0.1:8080",
    "dashboard": "127.0.0.1:8000",
    "tracker": "127.0.0.1:8001",
    "notifier": "127.0.0.1:8002",
}


SIGNS_IN: Final = "dashboard"
"""The service that has a sign-in."""


class BadSetting(ValueError):
    """A setting that is unknown, malformed or whose file cannot be read; its text says which and what to do."""


class Knob(msgspec.Struct, frozen=True, kw_only=True):
    """One setting as the table and the docs show it; a secret may also come from a file (`…_FILE`)."""

    name: str
    default: str
    meaning: str
    secret: bool = False
    choices: tuple[str, ...] = ()


KNOBS: Final = (
    Knob(name="kafka", default="127.0.0.1:9092", meaning="bootstrap servers, comma separated"),
    Knob(
        name="kafka_security",
        default="plaintext",
        choices=("plaintext", "tls", "scram"),
        meaning="how Kafka is spoken to: in the clear, TLS, or SCRAM-SHA-512 over TLS",
    ),
    Knob(name="kafka_user", default="", meaning="user for scram"),
    Knob(name="kafka_password", default="", meaning="password for scram", secret=True),
    Knob(
        name="kafka_ca",
        default="",
        meaning="file with the CA certificate under which the brokers' stand; empty: the system's CAs",
    ),
    Knob(name="database", default="postgresql://127.0.0.1/wastetrack", meaning="PostgreSQL DSN", secret=True),
    Knob(
        name="http", default="", meaning="host:port that the service listens on (each service has a default of its own)"
    ),
    Knob(name="proxy", default="", meaning="name of the proxy that guards a service listening beyond loopback"),
    Knob(
        name="sign_in",
        default="auto",
        choices=("auto", "on", "off"),
        meaning="whether people sign in at the dashboard; auto: where it listens beyond loopback without a proxy",
    ),
    Knob(name="group", default="wastetrack-tracker", meaning="consumer group of the trackers"),
    Knob(name="instance", default="", meaning="this instance's stable name; empty: host name and HTTP port"),
    Knob(
        name="clock",
        default="wall",
        choices=("wall", "pings"),
        meaning="whose clock deadlines run on: the machine's, or the newest receipt read (demos, tests)",
    ),
    Knob(name="rules", default="", meaning="a rules.toml with thresholds that differ from the defaults"),
    Knob(name="timezone", default="Asia/Bangkok", meaning="zone of local days, months and time windows"),
    Knob(name="calendar", default="buddhist", choices=("buddhist", "gregorian"), meaning="years on screen"),
    Knob(name="holidays", default="TH", meaning="country whose holidays are no working days"),
    Knob(name="log", default="info", meaning="debug, info, warning or error; `json:` before it for JSON lines"),
    Knob(
        name="personal_key",
        default="",
        secret=True,
        meaning="32 bytes, base64: seals bytes as received, driver fields among them; empty: a key file is made once",
    ),
    Knob(
        name="webhook", default="", meaning="address to which the notifier posts immediate alerts; empty: the log alone"
    ),
    Knob(name="webhook_secret", default="", meaning="key of the webhook's HMAC-SHA256 signature", secret=True),
    Knob(
        name="channels",
        default="",
        secret=True,
        meaning="where the channels of rosters lead: TOML, one table a channel; docs/telling.md",
    ),
    Knob(
        name="parties",
        default="",
        secret=True,
        meaning="where carriers and generators are reached, and when they are told: TOML; docs/parties.md",
    ),
    Knob(name="line_token", default="", meaning="channel access token of the LINE official account", secret=True),
    Knob(name="line_api", default="https://api.line.me", meaning="address of LINE's Messaging API"),
    Knob(
        name="smtp",
        default="",
        secret=True,
        meaning="server for e-mail and its sender: smtps://user:password@host:465?from=alerts@example.org",
    ),
    Knob(
        name="public_address",
        default="",
        meaning="address under which officers reach the dashboard; links in messages begin with it; empty: no links",
    ),
    Knob(
        name="centre_phone",
        default="",
        meaning="telephone of the monitoring centre, shown to officers on the road to call; empty: none is shown",
    ),
    Knob(
        name="push_hosts",
        default="fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com",
        meaning="push services of browsers to which messages to phones may go, each with what lies below it",
    ),
    Knob(
        name="inbox",
        default="off",
        choices=("off", "on"),
        meaning="for trying out: on, and channels send nothing, what they were given stands on a page",
    ),
    Knob(name="gateway_max_body_mb", default="32", meaning="largest request body, unpacked, in MB; over it 413"),
    Knob(name="gateway_max_rows", default="10000", meaning="most locations in one call; over it 413"),
    Knob(name="gateway_calls_per_minute", default="600", meaning="calls by password a minute and account; over it 429"),
    Knob(
        name="gateway_token_calls_per_minute",
        default="6000",
        meaning="calls by token, a position each, a minute and account; over it 429",
    ),
    Knob(
        name="keep_pings_days",
        default="0",
        meaning="days for which pings and their bytes are kept after receipt, at least 4; 0: for ever",
    ),
    Knob(
        name="alarms_mean_per_hour",
        default="5",
        meaning="alarms an hour that a desk bears through a shift; more on the mean of a day is over the budget",
    ),
    Knob(
        name="alarms_peak_per_hour",
        default="15",
        meaning="alarms in the worst hour of a day; more is over the budget",
    ),
    Knob(name="alarms_in_10_min", default="10", meaning="alarms in ten minutes; more is a flood, over the budget"),
    Knob(
        name="alarms_chatter_per_hour",
        default="3",
        meaning="how often one rule may tell of one unit within an hour; more and the unit chatters",
    ),
    Knob(
        name="tiles",
        default="",
        meaning="address of map tiles, with {z}, {x} and {y}, or of a PMTiles file, whose host is asked; empty: none",
    ),
    Knob(name="tiles_credit", default="", meaning="whom to thank for the tiles, shown on the map"),
    Knob(
        name="files",
        default="",
        meaning="folder for the files of officers on the road, shared by all dashboards; empty: one of the user's data",
    ),
    Knob(name="files_max_mb", default="200", meaning="largest file that an officer sends, in MB; over it 413"),
    Knob(name="partitions", default="6", meaning="partitions that `wastetrack topics` gives the ping topics"),
    Knob(name="replication", default="1", meaning="replicas that `wastetrack topics` asks for"),
)
_BY_NAME: Final = {knob.name: knob for knob in KNOBS}
_ALIKE: Final = 0.75
_NO_SETTINGS: Final = frozenset({f"{PREFIX}CONFIG", f"{PREFIX}SKIP_WEB"})
_MAY_BE_ZERO: Final = frozenset({"keep_pings_days"})
_ADDRESSES: Final = frozenset({"database", "webhook", "tiles", "smtp", "public_address", "line_api"})


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a service may be told, one field a knob; numbers are whole."""

    kafka: str
    kafka_security: str
    kafka_user: str
    kafka_password: str
    kafka_ca: str
    database: str
    http: str
    proxy: str
    sign_in: str
    group: str
    instance: str
    clock: str
    rules: str
    timezone: str
    calendar: str
    holidays: str
    log: str
    personal_key: str
    webhook: str
    webhook_secret: str
    channels: str
    push_hosts: str
    parties: str
    line_token: str
    line_api: str
    smtp: str
    public_address: str
    centre_phone: str
    inbox: str
    gateway_max_body_mb: int
    gateway_max_rows: int
    gateway_calls_per_minute: int
    gateway_token_calls_per_minute: int
    keep_pings_days: int
    alarms_mean_per_hour: int
    alarms_peak_per_hour: int
    alarms_in_10_min: int
    alarms_chatter_per_hour: int
    tiles: str
    tiles_credit: str
    files: str
    files_max_mb: int
    partitions: int
    replication: int

    def listen(self, service: str) -> tuple[str, int]:
        """Host and port on which `service` listens; raises BadSetting on a malformed or unguarded address."""
        address = self.http or DEFAULT_HTTP[service]
        found = host_and_port(address)
        if found is None:
            raise BadSetting(f"{PREFIX}HTTP is {address!r}: write host:port, e.g. {DEFAULT_HTTP[service]}")
        if not is_loopback(found[0]) and not self.proxy and not self.signs_in(service):
            also = f", or have people sign in ({PREFIX}SIGN_IN)" if service == SIGNS_IN else ""
            raise BadSetting(
                f"{service} is not guarded and will not listen on {address}: use 127.0.0.1, "
                f"or name the proxy that guards it in {PREFIX}PROXY{also}"
            )
        return found

    def signs_in(self, service: str) -> bool:
        """Whether a service asks people and programs who they are, so that it guards itself."""
        if service != SIGNS_IN or self.sign_in == "off":
            return False
        found = host_and_port(self.http or DEFAULT_HTTP[service])
        return self.sign_in == "on" or (found is not None and not is_loopback(found[0]) and not self.proxy)

    def instance_name(self, service: str) -> str:
        """The stable name of this instance: as set, else host name and HTTP port."""
        return self.instance or f"{socket.gethostname()}-{self.listen(service)[1]}"


def load(config: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings in force: defaults, then the TOML file, then the environment; raises BadSetting."""
    file = config or (Path(environ[f"{PREFIX}CONFIG"]) if environ.get(f"{PREFIX}CONFIG") else None)
    texts = {knob.name: knob.default for knob in KNOBS}
    if file is not None:
        texts |= _from_file(file)
    texts |= _from_environment(environ)
    values: dict[str, str | int] = {}
    for name, text in texts.items():
        knob = _BY_NAME[name]
        if knob.choices and text not in knob.choices:
            raise BadSetting(f"{PREFIX}{name.upper()} is {text!r}: choose one of {', '.join(knob.choices)}")
        if (advice := what_to_write(name, text)) is not None:
            raise BadSetting(f"{PREFIX}{name.upper()} is {'wrong' if name in _ADDRESSES else repr(text)}: {advice}")
        if Settings.__annotations__[name] is int:
            number = whole_number(text)
            if number is None or (not number and name not in _MAY_BE_ZERO):
                raise BadSetting(f"{PREFIX}{name.upper()} is {text!r}: write a whole number from 1")
            values[name] = number
        else:
            values[name] = text
    return msgspec.convert(values, Settings)


def load_from_process(config: Path | None) -> Settings:
    """The settings of this process: `load` over its own environment."""
    return load(config, os.environ)


def misspelt(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """The variables with our prefix that set nothing, each with the name of a setting that may be meant, else empty."""
    known = [PREFIX + knob.name.upper() for knob in KNOBS]
    known += [f"{PREFIX}{knob.name.upper()}_FILE" for knob in KNOBS if knob.secret]
    strangers = sorted(name for name in environ if name.startswith(PREFIX) and name not in {*known, *_NO_SETTINGS})
    return [(name, _nearest(name, known)) for name in strangers]


def _nearest(name: str, known: Sequence[str]) -> str:
    # Without the prefix, which would make every name look like every other.
    found = get_close_matches(name.removeprefix(PREFIX), [each.removeprefix(PREFIX) for each in known], 1, _ALIKE)
    return PREFIX + found[0] if found else ""


def misspelt_in_process() -> list[tuple[str, str]]:
    """`misspelt` of this process's own environment."""
    return misspelt(os.environ)


def masked(settings: Settings) -> dict[str, str]:
    """Every setting in force as text, secrets as `***` (of an address only what is secret in it)."""
    shown: dict[str, str] = {}
    for knob in KNOBS:
        text = str(getattr(settings, knob.name))
        if knob.name in _ADDRESSES:
            text = without_secrets(knob.name, text)
        elif knob.secret and text:
            text = "***"
        shown[knob.name] = text
    return shown


def _from_file(file: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise BadSetting(f"cannot read the settings file {file}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"the settings file {file} is not TOML: {error}") from error
    texts: dict[str, str] = {}
    for key, value in table.items():
        name = key.removesuffix("_file") if key not in _BY_NAME else key
        if name not in _BY_NAME or isinstance(value, dict | list):
            raise BadSetting(f"{file}: unknown setting {key!r}; `wastetrack config` lists them")
        texts[name] = _secret_file(str(value), key) if name != key else str(value)
    return texts


def _from_environment(environ: Mapping[str, str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for knob in KNOBS:
        variable = PREFIX + knob.name.upper()
        if knob.secret and environ.get(f"{variable}_FILE"):
            texts[knob.name] = _secret_file(environ[f"{variable}_FILE"], f"{variable}_FILE")
        elif variable in environ:
            texts[knob.name] = environ[variable]
    return texts


def _secret_file(path: str, named_by: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise BadSetting(f"{named_by} names {path}, which cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadSetting(f"{named_by} names {path}, which is no text in UTF-8") from error
