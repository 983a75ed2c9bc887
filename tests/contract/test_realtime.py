"""A socket that hears of each change of one's notes, at once, and of nobody else's."""

import time
from contextlib import ExitStack, suppress

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from . import checks
from .checks import new_note, path_of
from .clients import Json, Someone, Target, fresh_pair
from .sockets import PATH, Door, closed, door, opened, refused, silent, told
from .tokens import Forger, encoded

pytestmark = [
    pytest.mark.has("realtime"),
    pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning"),
]
with_tokens = pytest.mark.auth("jwt", "oauth2")
# Where the browser itself says who somebody is, any page could, so that the page is asked for.
by_origin = pytest.mark.auth("session", "none")
FRAME = 4096


def test_each_change_is_told(api: httpx.Client, target: Target) -> None:
    with opened(target, door(target, api)) as socket:
        note = new_note(api, title="é 🐍", body="First")
        assert told(socket) == {"type": "note.created", "note": note}
        changed = api.patch(path_of(note), json={"body": "Second"}).json()
        assert told(socket) == {"type": "note.updated", "note": changed}
        replaced = api.put(path_of(note), json={"title": "Third"}).json()
        assert told(socket) == {"type": "note.updated", "note": replaced}
        assert api.delete(path_of(note)).status_code == 204
        assert told(socket) == {"type": "note.deleted", "note": {"id": note["id"]}}


def test_in_the_order_of_the_changes(api: httpx.Client, target: Target) -> None:
    with opened(target, door(target, api)) as socket:
        notes = [new_note(api, title=str(number))["id"] for number in range(20)]
        assert [told(socket)["note"]["id"] for _ in notes] == notes


def test_what_is_refused_is_not_told(api: httpx.Client, target: Target) -> None:
    note = new_note(api)
    with opened(target, door(target, api)) as socket:
        checks.problem(api.post("/api/notes", json={}), 422, "errors")
        checks.problem(api.patch(path_of(note), json={"title": ""}), 422, "errors")
        checks.problem(api.delete("/api/notes/1"), 404)
        assert silent(socket)


def test_every_open_page_is_told(api: httpx.Client, target: Target) -> None:
    with ExitStack() as stack:
        sockets = [stack.enter_context(opened(target, door(target, api))) for _ in range(20)]
        note = new_note(api)
        for socket in sockets:
            assert told(socket)["note"] == note


def test_a_page_that_closes_disturbs_nobody(api: httpx.Client, target: Target) -> None:
    with opened(target, door(target, api)) as staying:
        with opened(target, door(target, api)):
            pass
        with opened(target, door(target, api)) as broken:
            broken.socket.close()
        assert new_note(api) == told(staying)["note"]


@pytest.mark.auth("jwt", "session", "oauth2")
def test_nobody_hears_of_someone_elses(someone: Someone, target: Target) -> None:
    alice, bob = someone(), someone()
    with (
        opened(target, door(target, alice)) as hers,
        opened(target, door(target, bob)) as his,
    ):
        note = new_note(bob)
        assert bob.delete(path_of(note)).status_code == 204
        assert [told(his)["type"] for _ in range(2)] == ["note.created", "note.deleted"]
        assert silent(hers)
        assert new_note(alice) == told(hers)["note"]


@pytest.mark.parametrize(
    "said", ["hello", "{", b"\x00\xff", "x" * FRAME], ids=["text", "json", "bytes", "longest"]
)
def test_what_a_client_says_is_ignored(
    api: httpx.Client, target: Target, said: str | bytes
) -> None:
    with opened(target, door(target, api)) as socket:
        socket.send(said)
        assert silent(socket)
        assert new_note(api) == told(socket)["note"]


@pytest.mark.parametrize("said", ["x" * (FRAME + 1), b"x" * 100_000, "é" * FRAME],
                         ids=["text", "bytes", "two-bytes-each"])  # fmt: skip
def test_too_much_closes_the_socket(api: httpx.Client, target: Target, said: str | bytes) -> None:
    with opened(target, door(target, api)) as socket:
        socket.send(said)
        assert closed(socket) == 1009
    with opened(target, door(target, api)) as socket:
        assert new_note(api) == told(socket)["note"]


def test_many_pieces_are_too_much_as_well(api: httpx.Client, target: Target) -> None:
    with opened(target, door(target, api)) as socket:
        # The server may hang up before it has heard all of them.
        with suppress(ConnectionClosed):
            socket.send(["x" * 1000] * 10)
        assert closed(socket) == 1009


def test_a_ping_is_answered(api: httpx.Client, target: Target) -> None:
    with opened(target, door(target, api)) as socket:
        assert socket.ping().wait(5)


def test_a_socket_is_no_page(api: httpx.Client) -> None:
    answer = api.get(PATH)
    assert answer.status_code in {400, 404, 405, 426}
    checks.problem(answer, answer.status_code)


# Who may come in.


@with_tokens
def test_a_page_brings_its_token_as_a_subprotocol(
    api: httpx.Client, target: Target, pair: Json
) -> None:
    way_in = Door({}, target.base_url, ("notes", f"bearer.{pair['access_token']}"))
    with opened(target, way_in) as socket:
        assert socket.subprotocol == "notes"
        headers = {"Authorization": f"Bearer {pair['access_token']}"}
        answer = api.post("/api/notes", json={"title": "x"}, headers=headers)
        assert told(socket)["note"] == answer.json()


@with_tokens
def test_the_order_of_subprotocols_means_nothing(target: Target, pair: Json) -> None:
    with opened(target, Door({}, None, (f"bearer.{pair['access_token']}", "notes"))) as socket:
        assert socket.subprotocol == "notes"


def test_nobody_comes_in_without_a_name(target: Target, api: httpx.Client) -> None:
    if target.has_users:
        assert refused(target, Door({}, target.base_url)) == 401
    else:
        with opened(target, door(target, api)):
            pass


@with_tokens
@pytest.mark.parametrize(
    "token", ["", "x", "a.b.c", "é", "x" * 3000], ids=lambda token: repr(token)[:9]
)
def test_a_token_that_means_nobody(target: Target, token: str) -> None:
    assert refused(target, Door({"Authorization": f"Bearer {token}"})) == 401
    if token.isascii() and token:
        assert refused(target, Door({}, None, ("notes", f"bearer.{token}"))) == 401


@with_tokens
def test_a_token_belongs_into_the_handshake(target: Target, pair: Json) -> None:
    assert refused(target, Door({"Cookie": f"access_token={pair['access_token']}"})) == 401
    assert refused(target, Door({"Authorization": f"Bearer {pair['refresh_token']}"})) == 401
    assert refused(target, Door({}, None, ("notes",))) == 401


@with_tokens
def test_a_forged_token(target: Target, pair: Json) -> None:
    forger = Forger.of(target, pair["access_token"])
    past = {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600}
    unsigned = f"{encoded({**forger.header, 'alg': 'none'})}.{encoded(forger.claims)}."
    for token in (forger.sign({**forger.claims, **past}), forger.sign(forger.claims, "k" * 32),
                  forger.sign(forger.claims, kid="unknown"), unsigned):  # fmt: skip
        assert refused(target, Door({"Authorization": f"Bearer {token}"})) == 401
        assert refused(target, Door({}, None, ("notes", f"bearer.{token}"))) == 401


@with_tokens
def test_a_token_that_expires_closes_its_socket(target: Target) -> None:
    pair = fresh_pair(target)
    forger = Forger.of(target, pair["access_token"])
    token = forger.sign({**forger.claims, "exp": int(time.time()) + 2})
    with opened(target, Door({"Authorization": f"Bearer {token}"})) as socket:
        began = time.monotonic()
        assert closed(socket, 20) == 4401
        assert time.monotonic() - began > 0.5


@by_origin
def test_pages_that_are_ours_may_listen(api: httpx.Client, target: Target) -> None:
    headers = door(target, api).headers
    for origin in (target.base_url, target.cors_origin):
        with opened(target, Door(headers, origin)) as socket:
            assert new_note(api) == told(socket)["note"]


@by_origin
@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "{listed}.evil.example",
        "{listed}:8443",
        "{own}.evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
    ],
)
def test_other_pages_may_not(api: httpx.Client, target: Target, origin: str) -> None:
    origin = origin.format(listed=target.cors_origin, own=target.base_url)
    assert refused(target, Door(door(target, api).headers, origin)) == 403


@pytest.mark.auth("session")
@pytest.mark.parametrize("cookie", ["", "session=", "session=forged", "session=a; session=b"])
def test_a_cookie_that_means_nobody(target: Target, cookie: str) -> None:
    assert refused(target, Door({"Cookie": cookie} if cookie else {}, target.base_url)) == 401


@pytest.mark.auth("session")
def test_a_session_that_was_ended(someone: Someone, target: Target) -> None:
    person = someone()
    way_in = door(target, person)
    assert person.post("/api/auth/logout").status_code == 204
    assert refused(target, way_in) == 401


def test_a_host_that_is_not_ours(api: httpx.Client, target: Target) -> None:
    way_in = door(target, api)
    headers = {**way_in.headers, "Host": "evil.example"}
    assert refused(target, Door(headers, "http://evil.example")) in {400, 403}


def test_a_reader_that_does_not_keep_up(someone: Someone, target: Target) -> None:
    """It costs the server a bounded queue, and nobody else anything."""
    person = someone()
    # More is on its way where a proxy stands in between.
    way_in, written = door(target, person), 800 if target.is_https else 300
    with (
        opened(target, way_in, buffered=4096, max_queue=1, ping_interval=None) as slow,
        opened(target, way_in) as quick,
    ):
        for number in range(written):
            began = time.monotonic()
            note = new_note(person, title=str(number), body="🐍" * 10_000)
            assert time.monotonic() - began < 3
            assert told(quick)["note"]["id"] == note["id"]
        with pytest.raises(ConnectionClosed):
            for _ in range(written):
                told(slow)
