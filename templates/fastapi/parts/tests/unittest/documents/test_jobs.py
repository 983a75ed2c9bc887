"""Jobs, done in this process as no broker is named; and what happens when things go wrong."""

import os
import unittest
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, patch

from celery.exceptions import SoftTimeLimitExceeded
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import ValidationError

from app import beat, queue, tasks, worker
from app.base import now
from app.main import create_app
from app.queue import QueueSettings
from tests.base import ApiTest, DatabaseTest
from tests.clients import api_client
from tests.support import run

BROKER_URL = "{{ {'redis': 'redis', 'rabbitmq': 'amqp'}[queue] }}://127.0.0.1:1"
NOWHERE = "00000000-0000-4000-8000-000000000000"


def start(client: TestClient, body: str = "one two\nthree") -> str:
    """Ask for a report of a new note, and return where the job is."""
    note = client.post("/api/notes", json={"title": "Words", "body": body}).json()
    answer = client.post(f"/api/notes/{note['id']}/report")
    assert answer.status_code == 202
    job = answer.json()
    assert (job["status"], job["note_id"], job["result"]) == ("pending", note["id"], None)
    return answer.headers["Location"]


def start_waiting(client: TestClient) -> str:
    """Start a job that nobody does, and return where it is."""
    with patch.object(queue, "send", AsyncMock()):
        return start(client)


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


class JobsTest(ApiTest):
    """Jobs while all is well, and while not."""

    def test_a_report(self) -> None:
        job = read(self.client, start(self.client))
        self.assertEqual(job["status"], "succeeded")
        self.assertEqual(job["result"], {"words": 3, "characters": 13, "lines": 2})
        self.assertIsNone(job["error"])
        self.assertGreaterEqual(job["finished_at"], job["created_at"])

    def test_a_task_that_comes_again_changes_nothing(self) -> None:
        address = start(self.client)
        job = read(self.client, address)
        tasks.make_report(job["id"])
        self.assertEqual(read(self.client, address), job)

    def test_the_note_is_gone(self) -> None:
        address = start_waiting(self.client)
        job = read(self.client, address)
        self.client.delete(f"/api/notes/{job['note_id']}")
        tasks.make_report(job["id"])
        job = read(self.client, address)
        self.assertEqual((job["status"], job["error"]), ("failed", "The note no longer exists."))

    def test_no_such_note_or_job(self) -> None:
        self.assertEqual(self.client.post(f"/api/notes/{NOWHERE}/report").status_code, 404)
        self.assertEqual(self.client.get(f"/api/jobs/{NOWHERE}").status_code, 404)
        self.assertEqual(self.client.get("/api/jobs/1").status_code, 404)

    def test_a_task_that_fails(self) -> None:
        for error, reason in [
            (ConnectionError(), "in 5 attempts"),
            (SoftTimeLimitExceeded(), "took too long"),
        ]:
            with self.subTest(error=error), patch.object(tasks, "measure", side_effect=error):
                job = read(self.client, start(self.client))
                self.assertEqual(job["status"], "failed")
                self.assertIn(reason, job["error"])

    def test_a_task_that_kills_its_workers_is_given_up(self) -> None:
        address = start_waiting(self.client)
        run(self.client, change, address, {"status": "running", "attempts": 5})
        tasks.make_report(address.removeprefix("/api/jobs/"))
        self.assertIn("in 5 attempts", read(self.client, address)["error"])

    def test_a_lost_job_is_put_back(self) -> None:
        for status in ["pending", "running"]:
            with self.subTest(status=status):
                address = start_waiting(self.client)
                tasks.tend_jobs()
                self.assertEqual(read(self.client, address)["status"], "pending")
                lost = {"status": status, "changed_at": now() - timedelta(minutes=6)}
                run(self.client, change, address, lost)
                tasks.tend_jobs()
                self.assertEqual(read(self.client, address)["status"], "succeeded")


class BrokerTest(DatabaseTest):
    """A broker that is named, and away."""

    def setUp(self) -> None:
        """Name it; afterwards tasks are done in this process again."""
        super().setUp()
        self.addCleanup(lambda: queue.configure(QueueSettings()))
        self.enterContext(patch.dict(os.environ, BROKER_URL=BROKER_URL))

    def test_requests_are_answered_without_it(self) -> None:
        client = self.enterContext(api_client(app=create_app()))
        note = client.post("/api/notes", json={"title": "Words"}).json()
        answer = client.post(f"/api/notes/{note['id']}/report")
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.headers["Retry-After"], "5")
        self.assertEqual(run(client, count_jobs), 0)
        ready = client.get("/health/ready")
        self.assertEqual(ready.status_code, 503)
        self.assertEqual(ready.json()["checks"]["queue"], "failed")

    def test_worker_and_beat_start(self) -> None:
        with patch.object(queue.celery, "worker_main") as start, self.assertRaises(SystemExit):
            worker.main()
        self.assertEqual(start.call_args.args[0][1], "worker")
        with patch.object(queue.celery, "start") as start:
            beat.main()
        self.assertEqual(start.call_args.args[0][1], "beat")


class SettingsTest(unittest.TestCase):
    """What worker and beat refuse to start with."""

    def refusals(self) -> list[str]:
        """Return what they say."""
        with self.assertRaises(SystemExit) as of_worker:
            worker.main()
        with self.assertRaises(SystemExit) as of_beat:
            beat.main()
        return [str(of_worker.exception), str(of_beat.exception)]

    def test_there_is_no_worker_without_a_broker(self) -> None:
        for message in self.refusals():
            self.assertIn("Set BROKER_URL", message)

    def test_unknown_brokers_are_refused(self) -> None:
        self.enterContext(patch.dict(os.environ, BROKER_URL="nosql://127.0.0.1"))
        with self.assertRaisesRegex(ValidationError, "broker_url"):
            QueueSettings()
        for message in self.refusals():
            self.assertIn("BROKER_URL: must start with", message)
