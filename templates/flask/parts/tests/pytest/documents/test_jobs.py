"""Jobs: reports that are made outside of the request; without a broker, at once."""

from datetime import timedelta
from typing import Any
from unittest.mock import MagicMock, patch
from uuid import UUID, uuid4

import pytest
from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded
from flask import Flask
from flask.testing import FlaskClient

from app import beat, jobs, queue, tasks, worker
from app.database import current_database, utc_now
from app.jobs import Job
from tests.support import assert_problem

# Nothing listens on this port.
AWAY = "{{ {'redis': 'redis', 'rabbitmq': 'amqp'}[queue] }}://127.0.0.1:9"


def write(client: FlaskClient, body: str = "") -> str:
    response = client.post("/api/notes", json={"title": "Milk", "body": body})
    return str(response.get_json()["id"])


def report(client: FlaskClient, note_id: str) -> dict[str, Any]:
    response = client.post(f"/api/notes/{note_id}/report")
    assert response.status_code == 202, response.text
    job: dict[str, Any] = response.get_json()
    assert response.headers["Location"] == f"/api/jobs/{job['id']}"
    return job


def store(app: Flask, **values: Any) -> UUID:
    """Store a job that nobody has done yet."""
    job = Job(**{"audience": "somebody", "note_id": uuid4(), **values})
    with app.app_context():
        current_database().jobs.insert_one(job.model_dump())
    return job.id


def load(app: Flask, job_id: UUID) -> Job | None:
    with app.app_context():
        found = current_database().jobs.find_one({"_id": job_id})
    return Job.model_validate(found) if found else None


def test_a_report_is_made(client: FlaskClient) -> None:
    note_id = write(client, "Two bottles\nof milk")
    job = report(client, note_id)
    assert (job["status"], job["note_id"], job["error"]) == ("succeeded", note_id, None)
    assert job["result"] == {"words": 4, "characters": 19, "lines": 2}
    assert job["finished_at"] >= job["created_at"]
    assert client.get(f"/api/jobs/{job['id']}").get_json() == job


@pytest.mark.parametrize("unknown", ["1", str(uuid4())])
def test_what_does_not_exist(client: FlaskClient, unknown: str) -> None:
    assert_problem(client.post(f"/api/notes/{unknown}/report"), 404)
    assert_problem(client.get(f"/api/jobs/{unknown}"), 404)


def test_the_job_of_another_does_not_exist(app: Flask, client: FlaskClient) -> None:
    assert_problem(client.get(f"/api/jobs/{store(app)}"), 404)


def test_the_note_may_be_gone(app: Flask) -> None:
    job_id = store(app)
    tasks.make_report.delay(str(job_id))
    job = load(app, job_id)
    assert job
    assert (job.status, job.error) == ("failed", "The note no longer exists.")


def test_what_is_done_is_not_done_again(app: Flask, client: FlaskClient) -> None:
    note_id = write(client, "before")
    job = report(client, note_id)
    client.put(f"/api/notes/{note_id}", json={"title": "Milk", "body": "and after"})
    tasks.make_report.delay(job["id"])
    assert client.get(f"/api/jobs/{job['id']}").get_json() == job


def test_a_withdrawn_job_is_not_done(app: Flask) -> None:
    job_id = uuid4()
    tasks.make_report.delay(str(job_id))
    assert load(app, job_id) is None


def test_after_an_error_it_is_tried_again(client: FlaskClient) -> None:
    note_id = write(client)
    result = {"words": 0, "characters": 0, "lines": 0}
    with patch("app.tasks.measure", side_effect=[RuntimeError("broken"), result]):
        assert report(client, note_id)["status"] == "succeeded"


@pytest.mark.parametrize(
    ("error", "reason"),
    [(RuntimeError("secret"), tasks.IN_VAIN), (SoftTimeLimitExceeded(), tasks.TOO_SLOW)],
)
def test_in_the_end_it_has_failed(client: FlaskClient, error: Exception, reason: str) -> None:
    note_id = write(client)
    with patch("app.tasks.measure", side_effect=error):
        job = report(client, note_id)
    assert (job["status"], job["result"], job["error"]) == ("failed", None, reason)


def test_what_kills_its_workers_is_given_up(app: Flask) -> None:
    job_id = store(app, attempts=tasks.MOST_ATTEMPTS)
    tasks.make_report.delay(str(job_id))
    job = load(app, job_id)
    assert job
    assert job.error == tasks.IN_VAIN


def test_while_the_broker_is_away(app: Flask, client: FlaskClient) -> None:
    note_id = write(client)
    with patch("app.queue.send", side_effect=queue.ERRORS[0]("away")):
        response = client.post(f"/api/notes/{note_id}/report")
    assert_problem(response, 503)
    assert response.headers["Retry-After"] == "5"
    with app.app_context():
        assert current_database().jobs.count_documents({}) == 0


def test_a_broker_that_is_away_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKER_URL", AWAY)
    celery: Celery[Any] = Celery("test", set_as_current=False)
    queue._configure(celery, queue.QueueSettings.load())
    with pytest.raises(queue.ERRORS):
        queue._ping(celery)


def test_lost_jobs_are_put_back(app: Flask) -> None:
    hour_ago = utc_now() - timedelta(hours=1)
    lost = [store(app, status=status, changed_at=hour_ago) for status in ("pending", "running")]
    recent = store(app)
    tasks.tend_jobs.delay()
    assert [job and job.status for job in (load(app, job_id) for job_id in lost)] == ["failed"] * 2
    waiting = load(app, recent)
    assert waiting
    assert waiting.status == "pending"


def test_the_commands_need_a_broker() -> None:
    for command in (worker.main, beat.main):
        with pytest.raises(SystemExit, match="BROKER_URL"):
            command()


def test_the_commands_start(monkeypatch: pytest.MonkeyPatch) -> None:
    celery = MagicMock(**{"worker_main.return_value": 0})
    monkeypatch.setenv("BROKER_URL", AWAY)
    monkeypatch.setattr("sys.argv", ["worker"])
    for module in (worker, beat):
        monkeypatch.setattr(module, "create_app", lambda: MagicMock(extensions={"celery": celery}))
    with pytest.raises(SystemExit) as end:
        worker.main()
    beat.main()
    assert end.value.code == 0
    assert "worker" in celery.worker_main.call_args.args[0]
    celery.start.assert_called_once_with(["--quiet", "beat"])


def test_another_broker_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROKER_URL", "sqs://localhost")
    with pytest.raises(SystemExit, match="BROKER_URL: this project reads"):
        queue.QueueSettings.load()


def test_a_report_has_a_task(app: Flask) -> None:
    assert jobs.REPORT in app.extensions["celery"].tasks
