"""The server in production: how it starts, and how a worker of it ends."""

import asyncio
import os
import runpy
import socket
import sys

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from app import serve
from app.patient_server import PatientServer
from app.settings import PROJECT_FOLDER


def test_it_becomes_gunicorn(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "execv", lambda _program, command: started.append(command))
    serve.main()
    assert started[0][1:3] == ["-m", "gunicorn"]


def test_it_refuses_what_no_worker_could_start_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", "change-me")
    with pytest.raises(SystemExit, match="SECRET_KEY"):
        serve.main()


def test_it_does_not_run_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit, match="Windows"):
        serve.main()


def test_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in [("HOST", "::1"), ("PORT", "8001"), ("WEB_CONCURRENCY", "3")]:
        monkeypatch.setenv(name, value)
    settings = runpy.run_path(str(PROJECT_FOLDER / "gunicorn.conf.py"))
    assert (settings["bind"], settings["workers"]) == ("[::1]:8001", 3)
    monkeypatch.setenv("WEB_TIMEOUT", "soon")
    with pytest.raises(SystemExit, match="WEB_TIMEOUT"):
        runpy.run_path(str(PROJECT_FOLDER / "gunicorn.conf.py"))


def test_who_has_connected_is_answered_before_a_worker_ends() -> None:
    async def connect_and_ask_late() -> bytes:
        listener = socket.create_server(("127.0.0.1", 0))
        host, port = listener.getsockname()
        server = PatientServer(
            uvicorn.Config(PlainTextResponse("Hello"), log_config=None, lifespan="off")
        )
        serving = asyncio.create_task(server.serve([listener]))
        reader, writer = await asyncio.open_connection(host, port)
        await asyncio.sleep(0.2)
        server.should_exit = True
        await asyncio.sleep(0.3)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = await reader.read()
        writer.close()
        await serving
        return answer

    answer = asyncio.run(connect_and_ask_late())
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"connection: close" in answer
    assert answer.endswith(b"Hello")
