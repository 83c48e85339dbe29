"""The normal form in which numbers join, as SQL: models/names.py has the whole of it, this what people type."""


def normal(column: str) -> str:
    """SQL for a column's text in the normal form."""
    return rf"upper(regexp_replace(translate(normalize({column}), '๐๑๒๓๔๕๖๗๘๙', '0123456789'), '[\s.\-]', '', 'g'))"
