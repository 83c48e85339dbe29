"""How many calls a minute an account may make. Pure: time is an argument."""

import msgspec


class _Bucket(msgspec.Struct):
    left: float
    at_s: float


class CallLimit:
    """A bucket of calls for each account, full at first, refilled evenly."""

    def __init__(self, calls_per_minute: int) -> None:
        self._size = float(calls_per_minute)
        self._buckets: dict[str, _Bucket] = {}

    def take(self, name: str, now_s: float) -> float | None:
        """Takes one call and returns None, or the seconds until there is one."""
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = _Bucket(self._size, now_s)
        per_second = self._size / 60
        bucket.left = min(self._size, bucket.left + max(0.0, now_s - bucket.at_s) * per_second)
        bucket.at_s = max(bucket.at_s, now_s)
        if bucket.left >= 1:
            bucket.left -= 1
            return None
        return (1 - bucket.left) / per_second
