"""The program's version, as its package says."""

import importlib.metadata


def version() -> str:
    """The version, `0` in a checkout that was never installed."""
    try:
        return importlib.metadata.version("wastetrack")
    except importlib.metadata.PackageNotFoundError:
        return "0"
