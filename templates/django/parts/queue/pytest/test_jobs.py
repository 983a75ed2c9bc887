"""Jobs, done in this process as no broker is named; and what happens when things go wrong."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from rest_framework.test import APIClient

from app import beat, queue, tasks, worker
from app.models import Job
from tests.clients import somebody

# Nothing listens on this port.
AWAY = "{{ {'redis': 'redis', 'rabbitmq': 'amqp'}[queue] }}://127.0.0.1:9"
NOWHERE = "00000000-0000-4000-8000-000000000000"


def start(api: APIClient, body: str = "one two\nthree") -> Any:
    """Ask for a report of a new note."""
    note = api.post("/api/notes", {"title": "Words", "body": body}).json()
    return api.post(f"/api/notes/{note['id']}/report")


@pytest.fixture
def waiting(api: APIClient) -> str:
    """A job that nobody has done."""
    with patch("app.queue.send"):
        return str(start(api)["Location"])


@pytest.fixture
def without_broker(settings: LazySettings) -> Iterator[None]:
    """A broker that is named, and away."""
    settings.BROKER_URL = AWAY
    queue.celery.conf.update(broker_url=AWAY, task_always_eager=False)
    yield
    queue.celery.conf.update(broker_url=None, task_always_eager=True)


def test_a_report(api: APIClient) -> None:
    answer = start(api)
    job = answer.json()
    assert answer.status_code == 202
    assert answer["Location"] == f"/api/jobs/{job['id']}"
    assert (job["status"], job["error"]) == ("succeeded", None)
    assert job["result"] == {"words": 3, "characters": 13, "lines": 2}
    assert job["finished_at"] >= job["created_at"]
    assert api.get(answer["Location"]).json() == job


def test_a_job_that_waits(api: APIClient, waiting: str) -> None:
    job = api.get(waiting).json()
    assert (job["status"], job["result"], job["finished_at"]) == ("pending", None, None)


def test_a_task_that_comes_again_changes_nothing(api: APIClient) -> None:
    job = start(api).json()
    tasks.make_report(job["id"])
    assert api.get(f"/api/jobs/{job['id']}").json() == job


def test_the_note_is_gone(api: APIClient, waiting: str) -> None:
    job = api.get(waiting).json()
    api.delete(f"/api/notes/{job['note_id']}")
    tasks.make_report(job["id"])
    job = api.get(waiting).json()
    assert (job["status"], job["error"]) == ("failed", "The note no longer exists.")


def test_only_visible_jobs_are_shown(waiting: str) -> None:
    Job.objects.update(audience="somebody else")
    assert somebody().get(waiting).status_code == 404


def test_no_such_note_or_job(api: APIClient) -> None:
    assert api.post(f"/api/notes/{NOWHERE}/report").status_code == 404
    assert api.get(f"/api/jobs/{NOWHERE}").status_code == 404
    assert api.get("/api/jobs/1").status_code == 404


@pytest.mark.parametrize(
    ("error", "reason"),
    [(ConnectionError(), "in 5 attempts"), (SoftTimeLimitExceeded(), "took too long")],
)
def test_a_task_that_fails(api: APIClient, error: Exception, reason: str) -> None:
    with patch("app.tasks.measure", side_effect=error):
        job = start(api).json()
    assert job["status"] == "failed"
    assert reason in job["error"]


def test_a_task_that_kills_its_workers_is_given_up(api: APIClient, waiting: str) -> None:
    Job.objects.update(status="running", attempts=5)
    tasks.make_report(waiting.removeprefix("/api/jobs/"))
    assert "in 5 attempts" in api.get(waiting).json()["error"]


@pytest.mark.parametrize("status", ["pending", "running"])
def test_a_lost_job_is_put_back(api: APIClient, waiting: str, status: str) -> None:
    tasks.tend_jobs()
    assert api.get(waiting).json()["status"] == "pending"
    Job.objects.update(status=status, changed_at=timezone.now() - timedelta(minutes=6))
    tasks.tend_jobs()
    assert api.get(waiting).json()["status"] == "succeeded"


def test_old_jobs_are_forgotten(api: APIClient) -> None:
    job = start(api)["Location"]
    tasks.tend_jobs()
    assert api.get(job).status_code == 200
    Job.objects.update(finished_at=timezone.now() - timedelta(days=8))
    tasks.tend_jobs()
    assert api.get(job).status_code == 404


@pytest.mark.usefixtures("without_broker")
def test_the_broker_is_away(api: APIClient) -> None:
    answer = start(api)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert not Job.objects.exists()
    assert api.get("/health/ready").json()["checks"]["queue"] == "failed"


def test_another_broker_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="BROKER_URL"):
        queue.known_broker("nosql://127.0.0.1")


def test_there_is_no_worker_without_a_broker() -> None:
    for run in (worker.work, beat.tick):
        with pytest.raises(SystemExit, match="Set BROKER_URL"):
            run()


@pytest.mark.usefixtures("without_broker")
def test_worker_and_beat_start() -> None:
    with (
        patch.object(queue.celery, "worker_main") as worker_main,
        patch.object(queue.celery, "start") as beat_main,
    ):
        worker.work()
        beat.tick()
    assert "worker" in worker_main.call_args.args[0]
    assert "beat" in beat_main.call_args.args[0]
