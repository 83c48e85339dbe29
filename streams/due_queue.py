"""DueQueue: a queue of (time, name), each name in it at most once."""

import heapq


class DueQueue:
    """When each of some named things is next due; a later word replaces an earlier one.

    Each ping puts its unit's deadline off, by minutes or by days: what is put off stays in the queue at its old time,
    and goes to its new one when that has come.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[int, str]] = []
        self._queued: dict[str, int] = {}
        self._due: dict[str, int] = {}

    def put(self, name: str, due_ms: int | None) -> None:
        """Sets, moves or (None) takes away when a thing is due."""
        if due_ms is None:
            self._due.pop(name, None)
            return
        self._due[name] = due_ms
        queued_ms = self._queued.get(name)
        if queued_ms is None or due_ms < queued_ms:
            self._queue(name, due_ms)

    def may_be_due(self, now_ms: int) -> bool:
        """Whether anything may be due by a time; it is cheaper to ask than when."""
        return bool(self._heap) and self._heap[0][0] <= now_ms

    def next_ms(self) -> int | None:
        """When the first of all is due; None when nothing is."""
        while self._heap:
            queued_ms, name = self._heap[0]
            due_ms = self._due.get(name) if self._queued.get(name) == queued_ms else None
            if due_ms == queued_ms:
                return due_ms
            heapq.heappop(self._heap)
            if self._queued.get(name) == queued_ms:
                del self._queued[name]
            if due_ms is not None:
                self._queue(name, due_ms)
        return None

    def up_to(self, now_ms: int) -> list[str]:
        """Takes out what is due at or before a time, by time, then name."""
        if not self.may_be_due(now_ms):
            return []
        names: list[str] = []
        while (due_ms := self.next_ms()) is not None and due_ms <= now_ms:
            _, name = heapq.heappop(self._heap)
            del self._queued[name], self._due[name]
            names.append(name)
        return names

    def _queue(self, name: str, due_ms: int) -> None:
        self._queued[name] = due_ms
        heapq.heappush(self._heap, (due_ms, name))

    def __len__(self) -> int:
        return len(self._due)
