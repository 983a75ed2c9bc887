"""Jobs, done in this process as no broker is named; and what happens when things go wrong."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from app import beat, queue, tasks, worker
from app.models import Job
from tests.base import ApiTestCase
from tests.clients import somebody

# Nothing listens on this port.
AWAY = "{{ {'redis': 'redis', 'rabbitmq': 'amqp'}[queue] }}://127.0.0.1:9"
NOWHERE = "00000000-0000-4000-8000-000000000000"


class JobsTestCase(ApiTestCase):
    def start(self, body: str = "one two\nthree") -> Any:
        """Ask for a report of a new note."""
        note = self.api.post("/api/notes", {"title": "Words", "body": body}).json()
        return self.api.post(f"/api/notes/{note['id']}/report")

    def waiting(self) -> str:
        """A job that nobody has done."""
        with patch("app.queue.send"):
            return str(self.start()["Location"])

    def read(self, path: str) -> Any:
        return self.api.get(path).json()


class JobsTest(JobsTestCase):
    """What becomes of a job."""

    def test_a_report(self) -> None:
        answer = self.start()
        job = answer.json()
        self.assertEqual(answer.status_code, 202)
        self.assertEqual(answer["Location"], f"/api/jobs/{job['id']}")
        self.assertEqual((job["status"], job["error"]), ("succeeded", None))
        self.assertEqual(job["result"], {"words": 3, "characters": 13, "lines": 2})
        self.assertGreaterEqual(job["finished_at"], job["created_at"])
        self.assertEqual(self.read(answer["Location"]), job)

    def test_a_job_that_waits(self) -> None:
        job = self.read(self.waiting())
        self.assertEqual((job["status"], job["result"]), ("pending", None))
        self.assertIsNone(job["finished_at"])

    def test_a_task_that_comes_again_changes_nothing(self) -> None:
        job = self.start().json()
        tasks.make_report(job["id"])
        self.assertEqual(self.read(f"/api/jobs/{job['id']}"), job)

    def test_the_note_is_gone(self) -> None:
        path = self.waiting()
        job = self.read(path)
        self.api.delete(f"/api/notes/{job['note_id']}")
        tasks.make_report(job["id"])
        job = self.read(path)
        self.assertEqual((job["status"], job["error"]), ("failed", "The note no longer exists."))

    def test_only_visible_jobs_are_shown(self) -> None:
        path = self.waiting()
        Job.objects.update(audience="somebody else")
        self.assertEqual(somebody().get(path).status_code, 404)

    def test_no_such_note_or_job(self) -> None:
        self.assertEqual(self.api.post(f"/api/notes/{NOWHERE}/report").status_code, 404)
        self.assertEqual(self.api.get(f"/api/jobs/{NOWHERE}").status_code, 404)
        self.assertEqual(self.api.get("/api/jobs/1").status_code, 404)


class FailuresTest(JobsTestCase):
    """Tasks that fail, and jobs that get lost."""

    def test_a_task_that_fails(self) -> None:
        cases = {"in 5 attempts": ConnectionError(), "took too long": SoftTimeLimitExceeded()}
        for reason, error in cases.items():
            with self.subTest(reason), patch("app.tasks.measure", side_effect=error):
                job = self.start().json()
                self.assertEqual(job["status"], "failed")
                self.assertIn(reason, job["error"])

    def test_a_task_that_kills_its_workers_is_given_up(self) -> None:
        path = self.waiting()
        Job.objects.update(status="running", attempts=5)
        tasks.make_report(path.removeprefix("/api/jobs/"))
        self.assertIn("in 5 attempts", self.read(path)["error"])

    def test_a_lost_job_is_put_back(self) -> None:
        for status in ("pending", "running"):
            with self.subTest(status):
                path = self.waiting()
                tasks.tend_jobs()
                self.assertEqual(self.read(path)["status"], "pending")
                moment = timezone.now() - timedelta(minutes=6)
                Job.objects.filter(finished_at=None).update(status=status, changed_at=moment)
                tasks.tend_jobs()
                self.assertEqual(self.read(path)["status"], "succeeded")

    def test_old_jobs_are_forgotten(self) -> None:
        path = self.start()["Location"]
        tasks.tend_jobs()
        self.assertEqual(self.api.get(path).status_code, 200)
        Job.objects.update(finished_at=timezone.now() - timedelta(days=8))
        tasks.tend_jobs()
        self.assertEqual(self.api.get(path).status_code, 404)


class BrokerTest(JobsTestCase):
    """A broker that is away, or none at all."""

    def name_broker(self) -> None:
        """Name a broker that is away, until the test ends."""
        self.enterContext(self.settings(BROKER_URL=AWAY))
        update = queue.celery.conf.update
        update(broker_url=AWAY, task_always_eager=False)
        self.addCleanup(update, broker_url=None, task_always_eager=True)

    def test_the_broker_is_away(self) -> None:
        self.name_broker()
        answer = self.start()
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer["Retry-After"], "5")
        self.assertFalse(Job.objects.exists())
        checks = self.api.get("/health/ready").json()["checks"]
        self.assertEqual(checks["queue"], "failed")

    def test_another_broker_is_refused(self) -> None:
        with self.assertRaisesRegex(ImproperlyConfigured, "BROKER_URL"):
            queue.known_broker("nosql://127.0.0.1")

    def test_there_is_no_worker_without_a_broker(self) -> None:
        for run in (worker.work, beat.tick):
            with self.assertRaisesRegex(SystemExit, "Set BROKER_URL"):
                run()

    def test_worker_and_beat_start(self) -> None:
        self.name_broker()
        with (
            patch.object(queue.celery, "worker_main") as worker_main,
            patch.object(queue.celery, "start") as beat_main,
        ):
            worker.work()
            beat.tick()
        self.assertIn("worker", worker_main.call_args.args[0])
        self.assertIn("beat", beat_main.call_args.args[0])
