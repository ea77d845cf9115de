"""First come, first served, and nobody waits for those who are gone."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from django_jobkit.contrib.sqlite.turns import Queue, queue_of


def test_turns_come_in_the_order_of_those_who_wait() -> None:
    queue, order = Queue(), list[int]()
    assert queue.wait(1)
    threads = []
    for number in range(5):
        thread = threading.Thread(target=lambda number=number: (queue.wait(30), order.append(number), queue.next()))
        thread.start()
        threads.append(thread)
        while queue.length <= number:
            thread.join(0.001)
    queue.next()
    for thread in threads:
        thread.join(30)
    assert order == [0, 1, 2, 3, 4]


def test_whoever_waited_in_vain_is_passed_over() -> None:
    queue = Queue()
    assert queue.wait(1)
    assert not queue.wait(0.01)
    queue.next()
    assert queue.wait(0.01)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.skipif(sys.platform == "win32", reason="nothing forks there")
def test_a_forked_process_does_not_wait_for_its_parent() -> None:
    assert queue_of("a file").wait(1)
    child = os.fork()
    if not child:
        os._exit(0 if queue_of("a file").wait(0.01) else 1)
    assert os.waitpid(child, 0)[1] == 0
    queue_of("a file").next()
