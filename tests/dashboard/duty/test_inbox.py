"""Who sees the links in the in-box."""

import msgspec
import pytest

from dashboard.duty.inbox import _shown
from dashboard.people.person import LOCAL, Person
from dashboard.people.rights import right_of
from storage.inbox import InboxRow
from streams.notifier.telling.composing import trial_body

LINK = "https://w.example/o/abc"
ROW = InboxRow(
    inbox_id=1, message_id="m", at_ms=1, person="anong", channel="a-line", kind="line",
    body=msgspec.json.encode(msgspec.to_builtins(trial_body("anong", "09:30")) | {"link": LINK}),
)  # fmt: skip


@pytest.mark.parametrize(("line", "asker", "expected"), (
    ("whom the message is for", Person(name="anong", role="officer"), LINK),
    ("another officer does not get it", Person(name="malee", role="officer"), None),
    ("a supervisor neither", Person(name="malee", role="supervisor"), None),
    ("an administrator does", Person(name="malee", role="administrator"), LINK),
    ("and who tries it out without sign-in", LOCAL, LINK),
))  # fmt: skip
def test_who_gets_the_link_of_a_message(line: str, asker: Person, expected: str | None):
    assert _shown(ROW, asker).link == expected, line


def test_a_viewer_does_not_see_the_inbox():
    assert right_of("GET", "/api/v1/inbox").takes == "officer"
