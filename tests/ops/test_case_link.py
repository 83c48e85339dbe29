"""The link to a case: what it opens, and why it opens nothing."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.case_link import CaseLink, Revocation, case_link, case_token, is_revoked, link_key, read_case_link, revoked_ms
from ops.personal import new_key
from ops.settings import load

KEY = b"k" * 32
NOW_MS = 1_772_600_000_000
LATER_MS = NOW_MS + 60_000
CASE = "inc-01J8Z"
LINK = CaseLink(NOW_MS, LATER_MS, "somchai", CASE)
TOKEN = case_token(LINK, KEY)

CASES = [
    ("a link in force opens its case", TOKEN, KEY, CASE, NOW_MS, LINK),
    ("no case asked for: it says which one it opens", TOKEN, KEY, None, NOW_MS, LINK),
    ("a millisecond before its end", TOKEN, KEY, CASE, LATER_MS - 1, LINK),
    ("at its end", TOKEN, KEY, CASE, LATER_MS, "expired"),
    ("another case than its own", TOKEN, KEY, "inc-01J90", NOW_MS, "another_case"),
    ("another case is told before the time is", TOKEN, KEY, "inc-01J90", LATER_MS, "another_case"),
    ("signed with another key", TOKEN, b"q" * 32, CASE, NOW_MS, "altered"),
    ("cut short", TOKEN[:-1], KEY, CASE, NOW_MS, "altered"),
    ("something added", TOKEN + "a", KEY, CASE, NOW_MS, "altered"),
    ("in capitals", TOKEN.upper(), KEY, CASE, NOW_MS, "altered"),
    ("no token at all", "", KEY, CASE, NOW_MS, "altered"),
    ("letters that no token has", "สวัสดี", KEY, CASE, NOW_MS, "altered"),
    ("longer than any link", "a" * 100_000, KEY, CASE, NOW_MS, "altered"),
]


@pytest.mark.parametrize(("line", "token", "key", "case", "now_ms", "expected"), CASES, ids=[case[0] for case in CASES])
def test_what_a_link_opens(line, token, key, case, now_ms, expected):
    assert read_case_link(token, key, now_ms, incident_id=case) == expected, line


REVOKED = [
    ("nothing taken back", [], False),
    ("this case's link of this person", [("somchai", CASE, NOW_MS)], True),
    ("all of this person", [("somchai", None, NOW_MS + 1)], True),
    ("another person's", [("malee", None, NOW_MS)], False),
    ("another case's", [("somchai", "inc-01J90", NOW_MS)], False),
    ("only links that were made earlier, however soon this one ends", [("somchai", CASE, NOW_MS - 1)], False),
    ("one of several", [("malee", None, NOW_MS), ("somchai", None, NOW_MS)], True),
    ("this one alone", [("somchai", CASE, NOW_MS + 9, NOW_MS)], True),
    ("another one alone", [("somchai", CASE, NOW_MS + 9, NOW_MS - 1)], False),
    ("the one of that time of another case", [("somchai", "inc-01J90", NOW_MS + 9, NOW_MS)], False),
]


@pytest.mark.parametrize(("line", "rows", "expected"), REVOKED, ids=[case[0] for case in REVOKED])
def test_what_takes_a_link_back(line, rows, expected):
    revocations = [
        Revocation(person=who, incident_id=case, made_ms=made_ms, only_made_ms=only[0] if only else None)
        for who, case, made_ms, *only in rows
    ]
    assert is_revoked(LINK, revocations) == expected, line


def test_a_link_was_taken_back_when_the_first_did_so():
    revocations = [Revocation(person="somchai", incident_id=None, made_ms=NOW_MS + later) for later in (9, 5)]
    assert (revoked_ms(LINK, revocations), revoked_ms(LINK, [])) == (NOW_MS + 5, None)


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(string.ascii_lowercase + string.digits))
def test_a_token_with_one_letter_changed_opens_nothing(at, letter):
    changed = TOKEN[:at] + letter + TOKEN[at + 1 :]
    assert changed == TOKEN or read_case_link(changed, KEY, NOW_MS) == "altered"


@given(st.text(max_size=100), st.text(max_size=60), st.text(max_size=100), st.integers(NOW_MS + 1, 2**53))
def test_every_link_says_what_was_written(incident_id, person, made_by, expires_ms):
    link = CaseLink(NOW_MS, expires_ms, person, incident_id, made_by)
    token = case_token(link, KEY)
    assert read_case_link(token, KEY, NOW_MS) == link
    assert set(token) <= set(string.ascii_lowercase + string.digits)


def test_the_address_is_the_page_of_the_token():
    address = case_link("https://waste.example.go.th/", LINK, KEY)
    assert address == f"https://waste.example.go.th/o/{TOKEN}"


def test_the_key_is_that_of_the_settings_and_not_the_one_that_seals():
    personal = new_key()
    one, same, other = (
        link_key(load(None, {"WASTETRACK_PERSONAL_KEY": text})) for text in (personal, personal, new_key())
    )
    assert one == same != other
    assert one not in personal.encode()
