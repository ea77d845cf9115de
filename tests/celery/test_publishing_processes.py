"""Processes that submit and end, or fork: what they leave in the broker."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.celery.brokers import Channel, Gate, address, free_port

#: Processes of their own, for the environments that run them all.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
BEGIN = """
import os, sys
import tests.celery.app
import django
django.setup()
from django.db import connections
from django_jobkit.core.executor import get_executor
from tests.tasks.jobs import add

def submit():
    print(add.submit(x=1, y=2).pk, flush=True)
"""

Script = Callable[..., tuple[list[str], float]]


@pytest.fixture
def script(process_environment: dict[str, str], channel: Channel) -> Script:
    """Run code in a process of its own that announces on `channel`; gives the ids it printed and its seconds."""

    def run(code: str, url: str = channel.url, *, command: tuple[str, ...] = ()) -> tuple[list[str], float]:
        environment = {
            **process_environment,
            "JOBKIT_TEST_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
            "DJANGO_SETTINGS_MODULE": "tests.celery.settings",
            "JOBKIT_TEST_BROKER": url,
            "JOBKIT_TEST_QUEUE": channel.queue,
        }
        began_at = time.monotonic()
        done = subprocess.run(
            [sys.executable, *(command or ("-c", BEGIN + code))],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.split(), time.monotonic() - began_at

    return run


def test_a_script_that_submits_and_ends_is_heard(script: Script, channel: Channel) -> None:
    submitted, _ = script("for _ in range(30): submit()")
    assert len(submitted) == 30
    assert channel.ids() == submitted


@pytest.mark.parametrize("how", ["refused", "silent"])
def test_a_broken_broker_keeps_no_process_from_ending(script: Script, channel: Channel, how: str) -> None:
    _, usual = script("submit()")
    channel.take()
    gate = Gate(channel.url, mode="silent")
    url = gate.url if how == "silent" else address(channel.url, free_port())
    submitted, seconds = script("submit()", url)
    gate.close()
    assert len(submitted) == 1
    # PUBLISH_TIMEOUT, a goodbye, and what a busy machine takes to start.
    assert seconds < 2.0 + 0.3 + 3 * usual + 2


def test_a_script_that_dies_of_sigterm_is_heard(script: Script, channel: Channel) -> None:
    code = """
import signal, subprocess
submit()
signal.raise_signal(signal.SIGTERM)
"""
    with pytest.raises(AssertionError):
        script(code)
    assert len(channel.ids()) == 1


def test_each_side_of_a_fork_announces_its_own(script: Script, channel: Channel) -> None:
    code = """
submit()
get_executor().flush(20)
connections.close_all()
child = os.fork()
if child == 0:
    submit()
    get_executor().flush(20)
    connections.close_all()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
submit()
"""
    submitted, _ = script(code)
    assert len(submitted) == 3
    assert channel.ids() == submitted


def test_a_fork_in_the_middle_of_publishing_sends_nothing_twice(script: Script, channel: Channel) -> None:
    code = """
from django_jobkit.executors.celery.courier import Courier
import threading
reached, go_on = threading.Event(), threading.Event()
deliver = Courier.deliver
def hold(courier, hints):
    reached.set()
    go_on.wait(20)
    deliver(courier, hints)
Courier.deliver = hold
submit()
reached.wait(20)
connections.close_all()
child = os.fork()
go_on.set()
if child == 0:
    Courier.deliver = deliver
    assert len(get_executor()._publisher or ()) == 0
    submit()
    get_executor().stop()
    connections.close_all()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
"""
    submitted, _ = script(code)
    assert len(submitted) == 2
    assert sorted(channel.ids()) == sorted(submitted)


def test_children_of_multiprocessing_are_heard(script: Script, channel: Channel) -> None:
    code = """
import multiprocessing
submit()
connections.close_all()
child = multiprocessing.get_context("fork").Process(target=submit)
child.start()
child.join()
assert child.exitcode == 0
"""
    submitted, _ = script(code)
    assert len(submitted) == 2
    assert sorted(channel.ids()) == sorted(submitted)


def test_a_pool_process_of_celery_is_heard_when_it_leaves(script: Script, channel: Channel) -> None:
    code = """
from billiard import Process
from celery import signals
def work():
    submit()
    connections.close_all()
    signals.worker_process_shutdown.send(sender=None, pid=os.getpid(), exitcode=0)
    os._exit(0)
child = Process(target=work)
child.start()
child.join()
"""
    submitted, _ = script(code)
    assert len(submitted) == 1
    assert channel.ids() == submitted


def test_a_management_command_that_submits_is_heard(script: Script, channel: Channel) -> None:
    command = ("-m", "tests.celery.manage", "jobkit_submit", "tests.add", "--param", "x=1", "--no-follow")
    submitted, _ = script("", command=command)
    assert channel.ids() == submitted
