"""The fourteen bugs of reliability.md as they would look in this architecture, and those that it invites (from B15)."""

from __future__ import annotations

from tests.faults.bugs.bug import Bug, Edit

BUGS = [
    Bug(
        "B1: the guard does not look at the attempt",
        "A zombie's late result is taken while its successor is at work.",
        (
            Edit(
                "models/statements.py",
                "    if attempt is not None:\n        guard +=",
                "    if False:\n        guard +=",
            ),
        ),
        "frozen_before_settling",
        "result_is_of_the_last_attempt",
    ),
    Bug(
        "B2: status and result in two transactions",
        "Who dies between them leaves a COMPLETED job without its result.",
        (
            Edit("services/effects.py", '"result": result, **_FORGOTTEN', "**_FORGOTTEN"),
            Edit(
                "services/settle.py",
                "    # failpoint: after_settle_before_ack\n",
                "    # failpoint: after_settle_before_ack\n"
                "    from django_jobkit.models import Job\n"
                "    for run, outcome, progress in runs:\n"
                "        if isinstance(outcome, Completed):\n"
                "            Job.objects.filter(pk=run.id, status='COMPLETED').update(result=outcome.result)\n",
            ),
        ),
        "worker_dies_at",
        "result_iff_completed",
        ("after_settle_before_ack", "kill", "thread"),
    ),
    Bug(
        "B3: dispatch before the commit",
        "The executor hears of jobs that are rolled back, and looks for others before they can be seen.",
        (Edit("services/hints.py", "    if connection.in_atomic_block:\n", "    if False:\n"),),
        "rolled_back",
        "hints_are_about_jobs",
    ),
    Bug(
        "B4: nobody looks for expired leases",
        "What a killed worker held is RUNNING for ever.",
        (Edit("services/rescue.py", "    if not rows.values_list", "    if True or not rows.values_list"),),
        "worker_is_lost",
        "did not end",
    ),
    Bug(
        "B5: leases by the clock of the host",
        "A host an hour ahead thinks that all others are dead.",
        (
            Edit(
                "models/clock.py",
                "    return _NOW[connection.vendor]",
                "    from django.utils import timezone\n    return f\"'{timezone.now().isoformat()}'::timestamptz\"",
            ),
            Edit(
                "models/clock.py",
                "    return _LATER[connection.vendor]",
                "    return now_sql(connection) + \" + %s * INTERVAL '1 second'\"",
            ),
        ),
        "worker_with_a_wrong_clock",
        "whose worker was well",
        (3600.0,),
    ),
    Bug(
        "B6: the attempt is counted when it has ended",
        "A job that takes its worker down is never charged, and comes back for ever.",
        (
            Edit("services/effects.py", '"attempt": Raw("attempt + 1"),', ""),
            Edit("services/effects.py", '"result": result,', '"result": result, "attempt": Raw("attempt + 1"),'),
        ),
        "poison_is_given_up",
        "more often than it may",
        ("kill",),
    ),
    Bug(
        "B7: a refused write is told to listeners all the same",
        "Hooks and webhooks fire for an end that never was.",
        (Edit("services/transition.py", "    if won and announcing:\n", "    if announcing:\n"),),
        "frozen_before_settling",
        "listeners_hear_the_truth",
    ),
    Bug(
        "B8: the history is ordered by time",
        "Two hosts with different clocks make it a tale told backwards.",
        (Edit("rest/filters.py", '"timestamp": "seq"', '"timestamp": "timestamp"'),),
        "history_written_by_two_clocks",
        "histories_are_told_in_order",
    ),
    Bug(
        "B9: no unique constraint on the key",
        "Who looks before it writes, and does nothing else, finds nobody and makes a second job.",
        (
            Edit(
                "models/job.py",
                '            models.UniqueConstraint(fields=["idempotency_hash"], name="jobkit_job_idempotency"),\n',
                "",
            ),
            Edit(
                "migrations/0001_initial.py",
                "UniqueConstraint(fields=('idempotency_hash',), name='jobkit_job_idempotency')",
                "CheckConstraint(condition=models.Q(pk__isnull=False), name='jobkit_job_idempotency')",
            ),
        ),
        "same_key_many_times",
        "a_key_makes_one_job",
    ),
    Bug(
        "B10: a cancel does not look at the status",
        "A job that has completed becomes CANCELLED, and its result is gone.",
        (
            Edit("core/lifecycle.py", "Event.CANCEL: _edge([Status.PENDING]", "Event.CANCEL: _edge(list(Status)"),
            Edit(
                "services/effects.py",
                '"cancel_requested_at": FIRST_REQUEST}',
                '"cancel_requested_at": FIRST_REQUEST, "result": None, "error": None}',
            ),
        ),
        "cancelled_after_the_end",
        "transitions_are_legal",
    ),
    Bug(
        "B11: rescue by id, from what it saw a while ago",
        "It takes the job from a worker that claimed it in the meantime, and that is well (River #1302).",
        (
            Edit(
                "services/rescue.py", "list(unlocked(rows.only(*fields))[: config.BATCH])", "list(rows.only(*fields))"
            ),
            Edit("services/rescue.py", "        attempt=job.attempt,\n", ""),
            Edit("services/rescue.py", "        only_if=only_if,\n", ""),
        ),
        "rescuer_is_slow",
        "rescued more often",
    ),
    Bug(
        "B12: rescue overlooks jobs of workers that it does not know",
        "There are no rows of workers here, but an id that nobody alive uses is what a pruned one leaves "
        "(procrastinate #1518).",
        (
            Edit(
                "services/rescue.py",
                "    rows = Job.objects.using(jobs_alias()).lease_expired()\n",
                "    alive = Job.objects.filter(lease_expires_at__gt=DatabaseNow()).values('worker')\n"
                "    rows = Job.objects.lease_expired().filter(worker__in=alive)\n",
            ),
            Edit(
                "services/rescue.py",
                "from django_jobkit.models import Job\n",
                "from django_jobkit.models import Job\nfrom django_jobkit.models.clock import DatabaseNow\n",
            ),
        ),
        "worker_is_lost",
        "did not end",
    ),
    Bug(
        "B13: NUL characters are stored as they are",
        "The database refuses them, and the error that the owner should see is lost, if not the whole job.",
        (Edit("core/storable.py", 're.compile("[\\x00\\ud800-\\udfff]")', 're.compile("(?!)")'),),
        "every_outcome_is_stored",
        "error with nul",
    ),
    Bug(
        "B14: the heartbeat comes from the thread of the job",
        "A handler that is busy elsewhere for longer than a lease loses its job though it is well.",
        (
            Edit("executors/keeper.py", "    if not due:\n        return\n", "    if True:\n        return\n"),
            Edit(
                "core/context.py",
                "        self._channel.watch(self)\n",
                "        self._channel.watch(self)\n"
                "        from django_jobkit.services.watch import renew_leases\n"
                "        renew_leases({self.job_id: self.attempt})\n",
            ),
        ),
        "deaf_job_outlives_its_lease",
        "whose worker was well",
    ),
    Bug(
        "B15: a checkpoint does not look at the attempt",
        "A zombie commits its effect beside that of its successor.",
        (
            Edit(
                "services/checkpoint.py",
                'assignments, "attempt = %s AND status = %s"',
                'assignments, "%s > 0 AND status = %s"',
            ),
        ),
        "frozen_before_a_checkpoint",
        "effects_are_exactly_once",
    ),
    Bug(
        "B16: a failure does not give way to a cancel",
        "A job whose client was told that it is asked to stop is tried again.",
        (
            Edit(
                "services/settle.py",
                'only_if=_NO_CANCEL if EDGES[event].target == Status.PENDING else ""',
                'only_if=""',
            ),
        ),
        "cancelled_for_good",
        "came back",
        ("thread",),
    ),
    Bug(
        "B17: parked jobs are due by the clock of the host",
        "A host an hour ahead runs everything an hour early.",
        (
            Edit("models/querysets.py", "parked_until__lte=DatabaseNow()", "parked_until__lte=timezone.now()"),
            Edit(
                "models/querysets.py",
                "from django.db import models\n",
                "from django.db import models\nfrom django.utils import timezone\n",
            ),
        ),
        "parked_until_its_time",
        "jobs_wait_for_their_time",
    ),
    Bug(
        "B18: a message is enough to run a job that was cancelled",
        "Under Celery messages outlive what they announce.",
        (
            Edit(
                "core/lifecycle.py",
                "Event.CLAIM: _edge([Status.PENDING]",
                "Event.CLAIM: _edge([Status.PENDING, Status.CANCELLED]",
            ),
            # Or the database's constraint would refuse it.
            Edit(
                "services/effects.py",
                '        "started_at": NOW,\n',
                '        "started_at": NOW, "finished_at": None,\n',
            ),
        ),
        "cancelled_for_good",
        "came back",
        ("celery-redis",),
    ),
    Bug(
        "B19: a child does not read what its parent writes on the board",
        "Under Celery's prefork pool no handler hears of a cancel, nor that its job was lost.",
        (
            Edit(
                "executors/celery/child.py", "        if order is None or order.key != run.key:\n", "        if True:\n"
            ),
        ),
        "cancelled_for_good",
        "did not end",
        ("celery-redis",),
    ),
    Bug(
        "B20: the publisher forgets what the broker did not take",
        "Every job of an outage waits until somebody looks for jobs without messages.",
        (Edit("executors/celery/publisher.py", "            self._put_back()\n", "            self._sending = []\n"),),
        "every_due_job_is_announced",
        "did not end",
        ("celery-redis",),
    ),
    Bug(
        "B21: nobody kills a child whose handler ignores its timeout",
        "The job runs for ever, and its child is lost to the pool.",
        (Edit("executors/celery/overseer.py", "            seat.condemn(verdicts.timed_out)\n", "            pass\n"),),
        "deaf_job_overruns",
        "did not end",
        ("celery-rabbitmq",),
    ),
    Bug(
        "B22: nobody renews leases beside a pool of threads",
        "A long job under Celery's threads loses its lease though its worker is well.",
        (Edit("executors/hosted.py", "(watchdog, self.keeper, self.clerk,", "(watchdog, self.clerk,"),),
        "looked_after_in_foreign_threads",
        "whose worker was well",
        ("celery-redis",),
    ),
]
