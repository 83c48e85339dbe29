"""DueQueue: a queue of (time, name), each name in it at most once."""

import heapq


class DueQueue:
    """When each of some named things is next due; a later word replaces an earlier one."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, str]] = []
        self._due: dict[str, int] = {}

    def put(self, name: str, due_ms: int | None) -> None:
        """Sets, moves or (None) takes away when a thing is due."""
        if due_ms is None:
            self._due.pop(name, None)
        elif self._due.get(name) != due_ms:
            self._due[name] = due_ms
            heapq.heappush(self._heap, (due_ms, name))

    def next_ms(self) -> int | None:
        """When the first of all is due; None when nothing is."""
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def up_to(self, now_ms: int) -> list[str]:
        """Takes out what is due at or before a time, by time, then name."""
        names: list[str] = []
        while (due_ms := self.next_ms()) is not None and due_ms <= now_ms:
            _, name = heapq.heappop(self._heap)
            del self._due[name]
            names.append(name)
        return names

    def __len__(self) -> int:
        return len(self._due)
