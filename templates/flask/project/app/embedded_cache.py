"""A cache in the memory of this process: needs no server, and is empty after a restart."""

from threading import RLock
from time import monotonic

MOST_ENTRIES = 1000


class EmbeddedCache:
    """Keeps texts for a while; each process has its own."""

    def __init__(self) -> None:
        self._entries: dict[str, tuple[str, float]] = {}
        self._lock = RLock()

    def get(self, key: str) -> str | None:
        """What is kept under this key, unless its time is over."""
        value, end = self._entries.get(key, (None, 0.0))
        return value if monotonic() < end else None

    def set(self, key: str, value: str, seconds: int) -> None:
        """Keep a value; what was put first goes when there is no room."""
        with self._lock:
            self._entries.pop(key, None)
            while len(self._entries) >= MOST_ENTRIES:
                del self._entries[next(iter(self._entries))]
            self._entries[key] = value, monotonic() + seconds

    def add(self, key: str, value: str, seconds: int) -> bool:
        """Keep a value unless there is one; of several at once only the first succeeds."""
        with self._lock:
            if self.get(key) is not None:
                return False
            self.set(key, value, seconds)
            return True

    def delete(self, key: str) -> None:
        """Forget a value."""
        with self._lock:
            self._entries.pop(key, None)

    def ping(self) -> None:
        """Do nothing: it is there as long as the process is."""
