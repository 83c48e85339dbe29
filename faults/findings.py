"""Findings: what a check has found, gathered by kind."""

from collections.abc import Iterable

from faults.evidence import Breach

_LONG: int = 400


class Findings:
    """Counts what one check finds, and keeps the first example of each kind."""

    def __init__(self, check: str) -> None:
        self._check = check
        self._examples: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def add(self, what: str, example: object, count: int = 1) -> None:
        """Notes a breach of this kind."""
        self._examples.setdefault(what, str(example)[:_LONG])
        self._counts[what] = self._counts.get(what, 0) + count

    def add_all(self, what: str, examples: Iterable[object]) -> None:
        """Notes a breach of this kind for each example."""
        for example in examples:
            self.add(what, example)

    def breaches(self) -> list[Breach]:
        """All of them, one a kind."""
        return [
            Breach(check=self._check, what=what, example=self._examples[what], count=count)
            for what, count in self._counts.items()
        ]
