"""The queue breaks: no job is lost, and a request hears that it is to come back."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from .stacks import wait_until

if TYPE_CHECKING:
    from tests.matrix.project import Running

    from .stacks import Api, Stack

pytestmark = pytest.mark.services

JOBS = 40
# The periodic task runs once a minute, and a job may have to wait for a second round.
SECONDS_UNTIL_REQUEUED = 150


def all_succeeded(api: Api, jobs: list[str]) -> bool:
    statuses = [api.status(job) for job in jobs]
    assert "failed" not in statuses, [api.client.get(job).json() for job in jobs]
    return set(statuses) == {"succeeded"}


def children(worker: Running) -> list[int]:
    """The processes that do the tasks: those that started no other."""
    pids = worker.process.family()
    listed = ["ps", "-o", "ppid=", "-p", ",".join(map(str, pids))]
    parents = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split()
    return [pid for pid in pids if str(pid) not in parents]


def test_a_killed_worker_loses_no_job(stack: Stack) -> None:
    with stack.serving() as api:
        note = api.note("word " * 1000)
        with stack.beside("worker") as worker:
            jobs = [api.report(note) for _ in range(JOBS)]
            wait_until(lambda: api.status(jobs[0]) == "succeeded", 30, "the first job")
            worker.kill()
        left = [job for job in jobs if api.status(job) != "succeeded"]
        with stack.beside("worker"), stack.beside("beat"):
            seconds = SECONDS_UNTIL_REQUEUED
            wait_until(
                lambda: all_succeeded(api, jobs), seconds, f"{len(left)} jobs that were left"
            )


def test_a_killed_child_loses_no_job(stack: Stack) -> None:
    """The system ends a child that takes too much memory; its worker lives on."""
    with stack.serving() as api, stack.beside("worker") as worker, stack.beside("beat"):
        note = api.note()
        first = api.report(note)
        wait_until(lambda: api.status(first) == "succeeded", 30, "the first job")
        jobs = [api.report(note) for _ in range(JOBS)]
        for child in children(worker):
            os.kill(child, signal.SIGKILL)
        wait_until(lambda: all_succeeded(api, jobs), SECONDS_UNTIL_REQUEUED, "the jobs")


def test_a_broker_that_restarts_loses_no_job(stack: Stack) -> None:
    broker = stack.services.shares.private(stack.project.answers["queue"])
    with stack.serving() as api:
        note = api.note()
        jobs = [api.report(note) for _ in range(JOBS)]
        broker.restart()
        with stack.beside("worker"), stack.beside("beat"):
            wait_until(lambda: all_succeeded(api, jobs), SECONDS_UNTIL_REQUEUED, "the jobs")
            jobs.append(api.report(note))
            wait_until(lambda: all_succeeded(api, jobs), 30, "a job after that")


def test_a_broker_that_is_away(stack: Stack) -> None:
    broker = stack.services.shares.private(stack.project.answers["queue"])
    with stack.serving() as api, stack.beside("worker"):
        note = api.note()
        first = api.report(note)
        wait_until(lambda: api.status(first) == "succeeded", 30, "the first job")
        with broker.away():
            began = time.monotonic()
            answer = api.client.post(f"/api/notes/{note['id']}/report")
            assert answer.status_code == 503, answer.text
            assert time.monotonic() - began < 6
            assert int(answer.headers["Retry-After"]) > 0
            assert answer.headers["Content-Type"].startswith("application/problem+json")
            assert api.failed_checks() == {"queue"}
            assert api.client.get("/api/notes").status_code == 200
            assert api.status(first) == "succeeded"
        wait_until(lambda: api.failed_checks() == set(), 30, "the broker is back")
        second = api.report(note)
        wait_until(lambda: api.status(second) == "succeeded", 60, "a job after that")
