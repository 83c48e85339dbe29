"""A migrated database for each test, as the dashboard's tests have it."""

from tests.dashboard.conftest import database, migrated, rows

__all__ = ["database", "migrated", "rows"]
