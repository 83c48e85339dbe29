"""Filters of list queries: conditions that are set, numbered in the order in which their values are bound."""

from typing import Any


class Filter:
    """Collects the conditions of one query; every text given to it is a constant of this package, values are bound."""

    def __init__(self) -> None:
        self._conditions: list[str] = []
        self.values: list[Any] = []

    def bind(self, value: Any) -> str:
        """Binds a value and returns the mark that stands for it."""
        self.values.append(value)
        return f"${len(self.values)}"

    def equals(self, column: str, value: Any | None) -> None:
        """Keeps rows whose column has this value; None keeps all."""
        if value is not None:
            self._conditions.append(f"{column} = {self.bind(value)}")

    def below(self, columns: str, at_ms: int, key: str) -> None:
        """Keeps rows that come after (at_ms, key) in falling order."""
        self._conditions.append(f"({columns}) < ({self.bind(at_ms)}::bigint, {self.bind(key)}::text)")

    def holds(self, condition: str) -> None:
        """Keeps rows for which the condition holds."""
        self._conditions.append(condition)

    def where(self) -> str:
        """The WHERE clause, empty when nothing was asked."""
        return "WHERE " + " AND ".join(self._conditions) if self._conditions else ""
