"""Jobs, done in this process as no broker is named; and what happens when things go wrong."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError

from app import beat, queue, tasks, worker
from app.base import now
from app.main import create_app
from app.queue import QueueSettings
from tests.clients import api_client
from tests.support import run

BROKER_URL = "{{ {'redis': 'redis', 'rabbitmq': 'amqp'}[queue] }}://127.0.0.1:1"
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def without_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Open a client of an application whose broker is away."""
    monkeypatch.setenv("BROKER_URL", BROKER_URL)
    with api_client(app=create_app()) as client:
        yield client
    monkeypatch.delenv("BROKER_URL")
    queue.configure(QueueSettings())


@pytest.fixture
def waiting(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> str:
    """Start a job that nobody does, and return where it is."""

    async def wait(_task: str, *_arguments: str) -> None:
        """Leave the task where it is."""

    with monkeypatch.context() as patch:
        patch.setattr(queue, "send", wait)
        return start(client)


def start(client: TestClient, body: str = "one two\nthree") -> str:
    """Ask for a report of a new note, and return where the job is."""
    note = client.post("/api/notes", json={"title": "Words", "body": body}).json()
    answer = client.post(f"/api/notes/{note['id']}/report")
    assert answer.status_code == 202
    job = answer.json()
    assert (job["status"], job["note_id"], job["result"]) == ("pending", note["id"], None)
    return answer.headers["Location"]


def read(client: TestClient, address: str) -> dict[str, Any]:
    """Read a job."""
    job: dict[str, Any] = client.get(address).json()
    return job


async def change(app: FastAPI, address: str, values: dict[str, Any]) -> None:
    """Change a job behind the application's back."""
    job = {"_id": address.removeprefix("/api/jobs/")}
    await app.state.database["jobs"].update_one(job, {"$set": values})


async def count_jobs(app: FastAPI) -> int:
    """Count the documents."""
    total: int = await app.state.database["jobs"].count_documents({})
    return total


def test_a_report(client: TestClient) -> None:
    job = read(client, start(client))
    assert job["status"] == "succeeded"
    assert job["result"] == {"words": 3, "characters": 13, "lines": 2}
    assert job["error"] is None
    assert job["finished_at"] >= job["created_at"]


def test_a_task_that_comes_again_changes_nothing(client: TestClient) -> None:
    address = start(client)
    job = read(client, address)
    tasks.make_report(job["id"])
    assert read(client, address) == job


def test_the_note_is_gone(client: TestClient, waiting: str) -> None:
    job = read(client, waiting)
    client.delete(f"/api/notes/{job['note_id']}")
    tasks.make_report(job["id"])
    job = read(client, waiting)
    assert (job["status"], job["error"]) == ("failed", "The note no longer exists.")


def test_no_such_note_or_job(client: TestClient) -> None:
    assert client.post(f"/api/notes/{NOWHERE}/report").status_code == 404
    assert client.get(f"/api/jobs/{NOWHERE}").status_code == 404
    assert client.get("/api/jobs/1").status_code == 404


@pytest.mark.parametrize(
    ("error", "reason"),
    [(ConnectionError(), "in 5 attempts"), (SoftTimeLimitExceeded(), "took too long")],
)
def test_a_task_that_fails(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def fail(_text: str) -> None:
        raise error

    monkeypatch.setattr(tasks, "measure", fail)
    job = read(client, start(client))
    assert job["status"] == "failed"
    assert reason in job["error"]


def test_a_task_that_kills_its_workers_is_given_up(client: TestClient, waiting: str) -> None:
    run(client, change, waiting, {"status": "running", "attempts": 5})
    tasks.make_report(waiting.removeprefix("/api/jobs/"))
    assert "in 5 attempts" in read(client, waiting)["error"]


@pytest.mark.parametrize("status", ["pending", "running"])
def test_a_lost_job_is_put_back(client: TestClient, waiting: str, status: str) -> None:
    tasks.tend_jobs()
    assert read(client, waiting)["status"] == "pending"
    run(client, change, waiting, {"status": status, "changed_at": now() - timedelta(minutes=6)})
    tasks.tend_jobs()
    assert read(client, waiting)["status"] == "succeeded"


def test_the_broker_is_away(without_broker: TestClient) -> None:
    note = without_broker.post("/api/notes", json={"title": "Words"}).json()
    answer = without_broker.post(f"/api/notes/{note['id']}/report")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert run(without_broker, count_jobs) == 0
    ready = without_broker.get("/health/ready")
    assert ready.status_code == 503
    assert ready.json()["checks"]["queue"] == "failed"


def test_unknown_brokers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKER_URL", "nosql://127.0.0.1")
    with pytest.raises(ValidationError, match="broker_url"):
        QueueSettings()
    for program in (worker, beat):
        with pytest.raises(SystemExit, match="BROKER_URL: must start with"):
            program.main()


def test_there_is_no_worker_without_a_broker() -> None:
    for program in (worker, beat):
        with pytest.raises(SystemExit, match="Set BROKER_URL"):
            program.main()


def test_worker_and_beat_start(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setenv("BROKER_URL", BROKER_URL)
    monkeypatch.setattr(queue.celery, "start", started.append)
    monkeypatch.setattr(queue.celery, "worker_main", started.append)
    with pytest.raises(SystemExit):
        worker.main()
    beat.main()
    monkeypatch.delenv("BROKER_URL")
    queue.configure(QueueSettings())
    assert [command[1] for command in started] == ["worker", "beat"]
