"""How a change reaches the sockets when there is no Redis, or it is away."""

import asyncio
from time import perf_counter

from django.test import SimpleTestCase, override_settings

from app import fanout

# Nothing listens on this port.
AWAY = "redis://127.0.0.1:9"


class FanoutTest(SimpleTestCase):
    def setUp(self) -> None:
        fanout.publisher.cache_clear()
        self.addCleanup(fanout.publisher.cache_clear)

    def test_this_process_hears_it(self) -> None:
        for url in ("", AWAY):
            with self.subTest(url=url), self.settings(REALTIME_URL=url):
                heard: list[tuple[str, str]] = []
                started = perf_counter()
                fanout.publish("everyone", "{}", lambda *told, heard=heard: heard.append(told))
                self.assertEqual(heard, [("everyone", "{}")])
                self.assertLess(perf_counter() - started, 0.5)

    @override_settings(REALTIME_URL="")
    async def test_listening_to_nobody(self) -> None:
        await fanout.listen(print)

    @override_settings(REALTIME_URL=AWAY)
    async def test_listening_goes_on(self) -> None:
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(0.5):
                await fanout.listen(print)
