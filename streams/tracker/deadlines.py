"""Deadlines: a queue of (time, unit), each unit in it at most once."""

import heapq


class Deadlines:
    """When each unit of a partition is next due; a later word replaces an earlier one."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, str]] = []
        self._due: dict[str, int] = {}

    def put(self, unit_id: str, due_ms: int | None) -> None:
        """Sets, moves or (None) takes away a unit's deadline."""
        if due_ms is None:
            self._due.pop(unit_id, None)
        elif self._due.get(unit_id) != due_ms:
            self._due[unit_id] = due_ms
            heapq.heappush(self._heap, (due_ms, unit_id))

    def up_to(self, now_ms: int) -> list[str]:
        """Takes out the units due at or before a time, by time, then unit."""
        units: list[str] = []
        while self._heap and self._heap[0][0] <= now_ms:
            due_ms, unit_id = heapq.heappop(self._heap)
            if self._due.get(unit_id) == due_ms:
                del self._due[unit_id]
                units.append(unit_id)
        return units

    def __len__(self) -> int:
        return len(self._due)
