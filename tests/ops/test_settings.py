"""Settings: which texts are taken, what a wrong one says, and that no secret is shown."""

from pathlib import Path

import pytest

from ops.settings import BadSetting, load, masked, misspelt

WRONG = [
    ("digits that are no digits", "HTTP", "127.0.0.1:²"),
    ("no port", "HTTP", "127.0.0.1"),
    ("a port out of range", "HTTP", "127.0.0.1:70000"),
    ("a number that is no digit", "PARTITIONS", "²"),
    ("no whole number from 1", "PARTITIONS", "0"),
    ("fewer days than late pings are judged", "KEEP_PINGS_DAYS", "3"),
    ("no number of days", "KEEP_PINGS_DAYS", "a year"),
    ("a number too long to be meant", "PARTITIONS", "9" * 5000),
    ("no server at all", "KAFKA", ""),
    ("a server that is empty", "KAFKA", "a:9092,,b:9092"),
    ("a port that is no number", "KAFKA", "a:http"),
    ("no name for the group", "GROUP", " "),
    ("an unknown zone", "TIMEZONE", "Mars"),
    ("a zone that leads out of its folder", "TIMEZONE", "../etc/passwd"),
    ("a country that is none", "HOLIDAYS", "XX"),
    ("a country in small letters", "HOLIDAYS", "th"),
    ("an unknown level", "LOG", "json:loud"),
    ("an unknown clock", "CLOCK", "sundial"),
    ("another kind of database", "DATABASE", "mysql://u:secret@h/x"),
    ("half an IPv6 address", "DATABASE", "postgresql://u:secret@[::1/x"),
    ("tiles without a place for the zoom", "TILES", "https://t.example/{x}/{y}.png"),
    ("tiles of no host", "TILES", "https:///{z}/{x}/{y}.png"),
    ("tiles that would add to the page's policy", "TILES", "https://t.example; script-src *//{z}/{x}/{y}.png"),
    ("tiles with a user in the address", "TILES", "https://u:secret@t.example/{z}/{x}/{y}.png"),
    ("tiles by another way", "TILES", "ftp://t.example/{z}/{x}/{y}.png"),
    ("a PMTiles file with a blank", "TILES", "https://t.example/{z}.pmtiles"),
    ("a PMTiles file of no host", "TILES", "pmtiles://t.example/th.pmtiles"),
    ("a PMTiles file with a user in the address", "TILES", "pmtiles://https://u:secret@t.example/th.pmtiles"),
    ("a PMTiles file by another way", "TILES", "pmtiles://file:///th.pmtiles"),
    ("a port of a database that is none", "DATABASE", "postgresql://u:secret@h:http/x"),
]


@pytest.mark.parametrize(("name", "text"), [pytest.param(*case[1:], id=case[0]) for case in WRONG])
def test_a_wrong_text_is_refused_by_name_and_shows_no_secret(name: str, text: str):
    with pytest.raises(BadSetting, match=f"^WASTETRACK_{name} is ") as error:
        load(None, {f"WASTETRACK_{name}": text})
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


TAKEN = [
    ("several brokers", "KAFKA", "a:9092,b:9092, [::1]:9092"),
    ("several hosts of a database", "DATABASE", "postgresql://u:p@h1:5432,h2:5433/x?target_session_attrs=primary"),
    ("a socket's folder", "DATABASE", "postgresql:///x?host=/run/postgresql"),
    ("IPv6", "HTTP", "[::1]:8000"),
    ("another zone", "TIMEZONE", "UTC"),
    ("another country", "HOLIDAYS", "LA"),
    ("tiles of another host", "TILES", "https://t.example:8443/{z}/{x}/{y}.png?key=1"),
    ("tiles of this host", "TILES", "/tiles/{z}/{x}/{y}.png"),
    ("a PMTiles file of another host", "TILES", "https://t.example/th.pmtiles?key=1"),
    ("a PMTiles file of this host", "TILES", "/maps/th.pmtiles"),
    ("a PMTiles file by its scheme, whatever its name", "TILES", "pmtiles://https://t.example/th"),
    ("a PMTiles file of this host by its scheme", "TILES", "pmtiles:///maps/th"),
    ("JSON lines", "LOG", "json:debug"),
]


@pytest.mark.parametrize(("name", "text"), [pytest.param(*case[1:], id=case[0]) for case in TAKEN])
def test_a_right_text_is_taken_as_it_is(name: str, text: str):
    assert getattr(load(None, {f"WASTETRACK_{name}": text}), name.lower()) == text


LISTENING = [
    ("loopback", "127.0.0.1:1", True),
    ("any address of loopback", "127.9.9.9:1", True),
    ("IPv6 loopback", "[::1]:1", True),
    ("loopback by its name", "localhost:1", True),
    ("every address", "0.0.0.0:1", False),
    ("every IPv6 address", "[::]:1", False),
    ("a name that only looks like loopback", "127.example.org:1", False),
]


@pytest.mark.parametrize(("address", "alone"), [pytest.param(*case[1:], id=case[0]) for case in LISTENING])
@pytest.mark.parametrize("service", ("gateway", "dashboard", "tracker", "notifier"))
def test_a_service_that_asks_nobody_listens_beyond_loopback_only_behind_a_named_proxy(service: str, address: str, alone: bool):
    nobody = {"WASTETRACK_HTTP": address, "WASTETRACK_SIGN_IN": "off"}
    if alone:
        assert load(None, nobody).listen(service)[1] == 1
    else:
        with pytest.raises(BadSetting, match="WASTETRACK_PROXY"):
            load(None, nobody).listen(service)
    assert load(None, nobody | {"WASTETRACK_PROXY": "nginx"}).listen(service)[1] == 1


SIGNING_IN = [
    ("on loopback nobody is asked", "auto", "127.0.0.1:1", "", False),
    ("nor by the address that it has of itself", "auto", "", "", False),
    ("beyond it everybody", "auto", "0.0.0.0:1", "", True),
    ("unless a proxy guards it", "auto", "0.0.0.0:1", "nginx", False),
    ("switched on, on loopback too", "on", "127.0.0.1:1", "", True),
    ("and behind a proxy", "on", "0.0.0.0:1", "nginx", True),
    ("switched off, nobody", "off", "127.0.0.1:1", "", False),
]


@pytest.mark.parametrize(("sign_in", "address", "proxy", "asked"), [pytest.param(*case[1:], id=case[0]) for case in SIGNING_IN])
def test_where_people_sign_in(sign_in: str, address: str, proxy: str, asked: bool):
    settings = load(None, {"WASTETRACK_SIGN_IN": sign_in, "WASTETRACK_HTTP": address, "WASTETRACK_PROXY": proxy})
    assert settings.signs_in("dashboard") == asked
    assert settings.listen("dashboard")
    assert [name for name in ("gateway", "tracker", "notifier") if settings.signs_in(name)] == []


SHOWN = [
    ("a password before the host", "DATABASE", "postgresql://u:secret@h:5432/x", "postgresql://u:***@h:5432/x"),
    ("a password that holds an @", "DATABASE", "postgresql://u:sec@secret@h/x", "postgresql://u:***@h/x"),
    ("a password behind the database", "DATABASE", "postgresql://h/x?user=u&password=secret", "postgresql://h/x?user=u&password=***"),
    ("no password", "DATABASE", "postgresql://h/x", "postgresql://h/x"),
    ("a token in the webhook's path", "WEBHOOK", "https://u:secret@hooks.example/T/secret?k=secret", "https://hooks.example/***"),
    ("no webhook", "WEBHOOK", "", ""),
    ("a key", "PERSONAL_KEY", "secret", "***"),
    ("a key that is not set", "PERSONAL_KEY", "", ""),
]


@pytest.mark.parametrize(("name", "text", "shown"), [pytest.param(*case[1:], id=case[0]) for case in SHOWN])
def test_what_is_shown_holds_no_secret(name: str, text: str, shown: str):
    assert masked(load(None, {f"WASTETRACK_{name}": text}))[name.lower()] == shown


def test_the_environment_comes_before_the_file_and_a_secrets_file_before_both(tmp_path: Path):
    config, secret = tmp_path / "settings.toml", tmp_path / "secret"
    config.write_text('log = "debug"\npartitions = 3\nwebhook_secret = "c"\n')
    secret.write_text("f\n")
    named = {"WASTETRACK_CONFIG": str(config), "WASTETRACK_LOG": "error", "WASTETRACK_WEBHOOK_SECRET": "e"}
    found = load(None, named)
    assert (found.log, found.partitions, found.webhook_secret) == ("error", 3, "e")
    assert load(None, named | {"WASTETRACK_WEBHOOK_SECRET_FILE": str(secret)}).webhook_secret == "f"


def test_a_secrets_file_that_is_no_text_is_named(tmp_path: Path):
    file = tmp_path / "secret"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(BadSetting, match=r"WASTETRACK_DATABASE_FILE names .*secret, which is no text"):
        load(None, {"WASTETRACK_DATABASE_FILE": str(file)})


STRANGERS = [
    ("a letter too many", "WASTETRACK_KAFKAA", "WASTETRACK_KAFKA"),
    ("a letter too few, of a secret's file", "WASTETRACK_DATABSE_FILE", "WASTETRACK_DATABASE_FILE"),
    ("a plural", "WASTETRACK_CLOCKS", "WASTETRACK_CLOCK"),
    ("like none of them", "WASTETRACK_FOO", ""),
]


@pytest.mark.parametrize(("name", "meant"), [pytest.param(*case[1:], id=case[0]) for case in STRANGERS])
def test_a_variable_that_sets_nothing_is_told_with_what_may_be_meant(name: str, meant: str):
    assert misspelt({name: "x", "WASTETRACK_KAFKA": "a:1", "WASTETRACK_CONFIG": "f", "HOME": "h"}) == [(name, meant)]
