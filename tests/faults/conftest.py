"""Scenes with trackers need what the tracker's own tests need."""

from tests.tracker.conftest import apache, database, migrated_for_trackers

__all__ = ["apache", "database", "migrated_for_trackers"]
