"""The token in a query: what is kept of one."""

import pytest

from models.query_token import token_in, without_token


@pytest.mark.parametrize(
    ("query", "kept"),
    ((b"token=a", b""), (b"id=1&token=a&lat=2", b"id=1&lat=2"), (b"id=1&%74oken=a", b"id=1"), (b"id=%e0%b8%81+x", b"id=%e0%b8%81+x"), (b"", b""),
     (b"token=a&id=1&token=b", b"id=1"), (b"?token=a&id=1", b"id=1")),
)  # fmt: skip
def test_what_is_kept_of_a_query(query: bytes, kept: bytes) -> None:
    assert without_token(query) == kept


def test_a_token_is_shown_by_a_query_s_own_field_alone() -> None:
    assert token_in(b"?token=a") is None
    assert token_in(b"id=1&token=a&token=b") == "a"
