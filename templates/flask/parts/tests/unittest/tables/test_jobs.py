"""Jobs: reports that are made outside of the request; without a broker, at once."""

import os
from datetime import timedelta
from typing import Any
from unittest.mock import MagicMock, patch
from uuid import UUID, uuid4

from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded

from app import beat, orm, queue, tasks, worker
from app.jobs import Job
from tests.base import ApiTestCase
from tests.support import assert_problem

# Nothing listens on this port.
AWAY = "{{ {'redis': 'redis', 'rabbitmq': 'amqp'}[queue] }}://127.0.0.1:9"


class JobsTest(ApiTestCase):
    """What becomes of a job."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.note_taker()

    def write(self, body: str = "") -> str:
        response = self.client.post("/api/notes", json={"title": "Milk", "body": body})
        return str(response.get_json()["id"])

    def report(self, note_id: str) -> dict[str, Any]:
        response = self.client.post(f"/api/notes/{note_id}/report")
        self.assertEqual(response.status_code, 202, response.text)
        job: dict[str, Any] = response.get_json()
        self.assertEqual(response.headers["Location"], f"/api/jobs/{job['id']}")
        return job

    def store(self, **values: Any) -> UUID:
        """Store a job that nobody has done yet."""
        job = Job(**{"audience": "somebody", "note_id": uuid4(), **values})
        with self.app.app_context():
            orm.session().add(job)
            orm.session().commit()
            return job.id

    def state(self, job_id: UUID) -> tuple[str, str | None] | None:
        with self.app.app_context():
            job = orm.session().get(Job, job_id)
            return (job.status, job.error) if job else None

    def test_a_report_is_made(self) -> None:
        note_id = self.write("Two bottles\nof milk")
        job = self.report(note_id)
        found = (job["status"], job["note_id"], job["error"])
        self.assertEqual(found, ("succeeded", note_id, None))
        self.assertEqual(job["result"], {"words": 4, "characters": 19, "lines": 2})
        self.assertGreaterEqual(job["finished_at"], job["created_at"])
        self.assertEqual(self.client.get(f"/api/jobs/{job['id']}").get_json(), job)

    def test_what_does_not_exist(self) -> None:
        for unknown in ("1", str(uuid4())):
            with self.subTest(unknown):
                assert_problem(self.client.post(f"/api/notes/{unknown}/report"), 404)
                assert_problem(self.client.get(f"/api/jobs/{unknown}"), 404)

    def test_the_job_of_another_does_not_exist(self) -> None:
        assert_problem(self.client.get(f"/api/jobs/{self.store()}"), 404)

    def test_the_note_may_be_gone(self) -> None:
        job_id = self.store()
        tasks.make_report.delay(str(job_id))
        self.assertEqual(self.state(job_id), ("failed", "The note no longer exists."))

    def test_what_is_done_is_not_done_again(self) -> None:
        note_id = self.write("before")
        job = self.report(note_id)
        self.client.put(f"/api/notes/{note_id}", json={"title": "Milk", "body": "and after"})
        tasks.make_report.delay(job["id"])
        self.assertEqual(self.client.get(f"/api/jobs/{job['id']}").get_json(), job)

    def test_a_withdrawn_job_is_not_done(self) -> None:
        job_id = uuid4()
        tasks.make_report.delay(str(job_id))
        self.assertIsNone(self.state(job_id))

    def test_after_an_error_it_is_tried_again(self) -> None:
        note_id = self.write()
        result = {"words": 0, "characters": 0, "lines": 0}
        with patch("app.tasks.measure", side_effect=[RuntimeError("broken"), result]):
            self.assertEqual(self.report(note_id)["status"], "succeeded")

    def test_in_the_end_it_has_failed(self) -> None:
        note_id = self.write()
        for error, reason in (
            (RuntimeError("secret"), tasks.IN_VAIN),
            (SoftTimeLimitExceeded(), tasks.TOO_SLOW),
        ):
            with (
                self.subTest(reason),
                patch("app.tasks.measure", side_effect=error),
                patch("celery.app.trace.logger"),
            ):
                job = self.report(note_id)
                self.assertEqual((job["status"], job["error"]), ("failed", reason))
                self.assertIsNone(job["result"])

    def test_what_kills_its_workers_is_given_up(self) -> None:
        job_id = self.store(attempts=tasks.MOST_ATTEMPTS)
        tasks.make_report.delay(str(job_id))
        self.assertEqual(self.state(job_id), ("failed", tasks.IN_VAIN))

    def test_while_the_broker_is_away(self) -> None:
        note_id = self.write()
        with patch("app.queue.send", side_effect=queue.ERRORS[0]("away")):
            response = self.client.post(f"/api/notes/{note_id}/report")
        assert_problem(response, 503)
        self.assertEqual(response.headers["Retry-After"], "5")
        with self.app.app_context():
            self.assertEqual(orm.session().query(Job).count(), 0)

    def test_a_broker_that_is_away_is_noticed(self) -> None:
        celery: Celery[Any] = Celery("test", set_as_current=False)
        with patch.dict(os.environ, {"BROKER_URL": AWAY}):
            queue._configure(celery, queue.QueueSettings.load())
        with self.assertRaises(queue.ERRORS):
            queue._ping(celery)

    def test_lost_jobs_are_put_back(self) -> None:
        hour_ago = orm.utc_now() - timedelta(hours=1)
        states = ("pending", "running")
        lost = [self.store(status=status, changed_at=hour_ago) for status in states]
        recent = self.store()
        tasks.tend_jobs.delay()
        for job_id in lost:
            self.assertEqual(self.state(job_id), ("failed", tasks.GONE))
        self.assertEqual(self.state(recent), ("pending", None))

    def test_old_jobs_are_forgotten(self) -> None:
        week_ago = orm.utc_now() - timedelta(days=8)
        job_id = self.store(status="succeeded", finished_at=week_ago)
        tasks.tend_jobs.delay()
        self.assertIsNone(self.state(job_id))

    def test_the_commands_need_a_broker(self) -> None:
        for command in (worker.main, beat.main):
            with self.subTest(command), self.assertRaisesRegex(SystemExit, "BROKER_URL"):
                command()

    def test_the_commands_start(self) -> None:
        celery = MagicMock(**{"worker_main.return_value": 0})
        app = MagicMock(extensions={"celery": celery})
        with (
            patch.dict(os.environ, {"BROKER_URL": AWAY}),
            patch("sys.argv", ["worker"]),
            patch("app.worker.create_app", return_value=app),
            patch("app.beat.create_app", return_value=app),
        ):
            with self.assertRaises(SystemExit) as end:
                worker.main()
            beat.main()
        self.assertEqual(end.exception.code, 0)
        self.assertIn("worker", celery.worker_main.call_args.args[0])
        celery.start.assert_called_once_with(["--quiet", "beat"])

    def test_another_broker_is_refused(self) -> None:
        with (
            patch.dict(os.environ, {"BROKER_URL": "sqs://localhost"}),
            self.assertRaisesRegex(SystemExit, "BROKER_URL: this project reads"),
        ):
            queue.QueueSettings.load()
