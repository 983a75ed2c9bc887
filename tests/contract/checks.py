"""What the contract says of every note and of every error, asserted in one place."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import httpx

from .clients import SCHEMES, Json, Target

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
NOTE_FIELDS = {"id", "title", "body", "created_at", "updated_at"}

# Python 3.13 renamed two phrases after RFC 9110; both names are in use.
RENAMED_PHRASES = {
    413: {"Request Entity Too Large", "Content Too Large"},
    422: {"Unprocessable Entity", "Unprocessable Content"},
}


def problem(answer: httpx.Response, status: int, *extra: str) -> Json:
    """The body of an RFC 9457 answer; ``extra`` names the members beyond the four common ones."""
    assert answer.status_code == status, f"{answer.status_code} {answer.text[:500]}"
    assert media_type(answer) == "application/problem+json"
    found: Json = answer.json()
    assert set(found) == {"type", "title", "status", "detail", *extra}
    assert found["type"] == "about:blank"
    assert found["status"] == status
    assert found["title"] in RENAMED_PHRASES.get(status, {HTTPStatus(status).phrase})
    assert isinstance(found["detail"], str)
    assert found["detail"].strip()
    assert "Traceback" not in answer.text
    return found


def nothing_there(answer: httpx.Response, target: Target) -> None:
    """A 404; a proxy may have refused a path that leads nowhere, as one that is malformed."""
    problem(answer, 400 if target.is_https and answer.status_code == 400 else 404)


def invalid(answer: httpx.Response, *fields: str) -> Json:
    """A 422 that names exactly the given fields, each with at least one message."""
    errors: Json = problem(answer, 422, "errors")["errors"]
    assert errors, "a 422 says which field is wrong"
    for messages in errors.values():
        assert messages
        assert all(isinstance(message, str) and message for message in messages)
    if fields:
        assert set(errors) == set(fields)
    return errors


def unauthorized(answer: httpx.Response, auth: str) -> None:
    """A 401 that tells the client how to sign in."""
    problem(answer, 401)
    scheme = answer.headers["WWW-Authenticate"].split()[0]
    assert scheme == SCHEMES[auth]


def note(found: Json) -> Json:
    """The same note, once it is certain that it is a whole one and nothing else."""
    assert set(found) == NOTE_FIELDS
    identifier(found["id"])
    assert recent(found["created_at"]) <= recent(found["updated_at"])
    return found


def identifier(text: str) -> None:
    assert str(uuid.UUID(text)) == text, "36 characters, lower case, with hyphens"
    assert uuid.UUID(text).version == 4


def recent(text: str) -> datetime:
    """A time in RFC 3339, UTC with microseconds; everything here was written moments ago."""
    assert TIMESTAMP.fullmatch(text), text
    moment = datetime.fromisoformat(text)
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=10)
    return moment


def media_type(answer: httpx.Response) -> str:
    content_type: str = answer.headers["Content-Type"]
    return content_type.partition(";")[0].strip().lower()


def send(client: httpx.Client, method: str, path: str, payload: object) -> httpx.Response:
    """JSON in ASCII, so that a lone surrogate can travel as an escape."""
    return send_text(client, method, path, json.dumps(payload))


def send_text(
    client: httpx.Client,
    method: str,
    path: str,
    content: str | bytes,
    content_type: str = "application/json",
) -> httpx.Response:
    return client.request(method, path, content=content, headers={"Content-Type": content_type})


def new_note(client: httpx.Client, title: str = "Milk", **fields: object) -> Json:
    """A note that was just written."""
    answer = send(client, "POST", "/api/notes", {"title": title, **fields})
    assert answer.status_code == 201, answer.text
    return note(answer.json())


def path_of(found: Json) -> str:
    return f"/api/notes/{found['id']}"
