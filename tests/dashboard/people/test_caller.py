"""Whence a request comes, and whose page sent it."""

import pytest

from dashboard.people.caller import Caller, caller_of, sent_from
from dashboard.people.credentials import bearer, clear_cookie, cookie_name, set_cookie

HOST = "centre.example:8000"
SENT: tuple[tuple[str, dict[str, str], str], ...] = (
    ("by our page", {"sec-fetch-site": "same-origin"}, "here"),
    ("by the person itself", {"sec-fetch-site": "none"}, "here"),
    ("by another page of the domain", {"sec-fetch-site": "same-site"}, "elsewhere"),
    ("by a stranger's page", {"sec-fetch-site": "cross-site"}, "elsewhere"),
    ("by a stranger's page that names our origin as well", {"sec-fetch-site": "cross-site", "origin": f"http://{HOST}"}, "elsewhere"),
    ("by our page in an older browser", {"origin": f"http://{HOST}"}, "here"),
    ("by our page under TLS in an older browser", {"origin": f"https://{HOST}"}, "here"),
    ("by a page on another port", {"origin": "http://centre.example:9000"}, "elsewhere"),
    ("by a page without an origin", {"origin": "null"}, "elsewhere"),
    ("by a program", {}, "unsaid"),
)


@pytest.mark.parametrize(("headers", "whence"), [pytest.param(*case[1:], id=case[0]) for case in SENT])
def test_whose_page_sent_it(headers: dict[str, str], whence: str) -> None:
    assert sent_from(headers, HOST) == whence


def test_without_a_host_no_origin_is_ours() -> None:
    assert sent_from({"origin": "file://"}, "") == "elsewhere"


FORWARDED = {"host": "inner:8000", "x-forwarded-for": "6.6.6.6, 10.0.0.7", "x-forwarded-proto": "https", "x-forwarded-host": "centre.example"}


def test_what_a_proxy_adds_is_believed_where_one_is_named() -> None:
    assert caller_of("10.0.0.1", "http", FORWARDED, behind_proxy=True) == Caller(address="10.0.0.7", is_https=True, host="centre.example")
    assert caller_of("10.0.0.1", "http", FORWARDED, behind_proxy=False) == Caller(address="10.0.0.1", is_https=False, host="inner:8000")
    assert caller_of("10.0.0.1", "https", {}, behind_proxy=True) == Caller(address="10.0.0.1", is_https=True, host="")


COOKIES = (
    ("in the clear", False, None, "wastetrack=s; Path=/; HttpOnly; SameSite=Strict"),
    ("under TLS it belongs to this host alone", True, None, "__Host-wastetrack=s; Path=/; HttpOnly; SameSite=Strict; Secure"),
    ("of a wall screen it outlives the browser", True, 60, "__Host-wastetrack=s; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=60"),
)


@pytest.mark.parametrize(("is_https", "max_age_s", "header"), [pytest.param(*case[1:], id=case[0]) for case in COOKIES])
def test_the_cookie_s_flags(is_https: bool, max_age_s: int | None, header: str) -> None:
    assert set_cookie("s", is_https=is_https, max_age_s=max_age_s) == header
    assert clear_cookie(is_https=is_https).startswith(f"{cookie_name(is_https=is_https)}=; ")
    assert clear_cookie(is_https=is_https).endswith("; Max-Age=0")


BEARERS = ((None, None), ("Bearer abc", "abc"), ("bearer  abc ", "abc"), ("Bearer ", None), ("Basic abc", None), ("abc", None))


@pytest.mark.parametrize(("header", "token"), BEARERS)
def test_a_token_stands_in_a_bearer_header(header: str | None, token: str | None) -> None:
    assert bearer(header) == token
