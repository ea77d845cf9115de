"""``manage.py jobkit_submit TASK``: submit a job and watch it to its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from difflib import get_close_matches
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from django_jobkit.core.redaction import one_line, redact_text
from django_jobkit.core.registry import registry
from django_jobkit.core.status import Status
from django_jobkit.core.submitting import JobRequest
from django_jobkit.exceptions import JobkitError, UnknownTask
from django_jobkit.management.follow import display, follow
from django_jobkit.management.here import RunningHere
from django_jobkit.models import Job
from django_jobkit.services.database import jobs_alias
from django_jobkit.services.submit import submit

#: A request that was refused; 1 is for jobs that ended badly, 130 is what shells use for Ctrl-C.
_REFUSED = 2
_DETACHED = 130
_HINT = "No worker has taken the job yet. Start one with `manage.py jobkit_worker`; the job will wait for it."


class Command(BaseCommand):
    """What the job returned goes to stdout, what there is to tell a person to stderr."""

    help = "Submit a job and follow it. Exit code: 0 COMPLETED, 1 FAILED or CANCELLED, 2 refused, 130 detached."

    def add_arguments(self, parser: CommandParser) -> None:
        """The request, and what to do once it is made."""
        parser.add_argument("task", help="the name of the task")
        parser.add_argument(
            "--param", action="append", default=[], metavar="KEY=VALUE", help="a param; VALUE is JSON if it can be"
        )
        parser.add_argument("--params-json", metavar="OBJECT", help="all params as one JSON object")
        parser.add_argument("--name", help="what to call the job")
        parser.add_argument("--queue", help="the queue to put it into")
        parser.add_argument("--priority", type=int, help="higher runs first")
        parser.add_argument("--owner", metavar="USERNAME", help="whose job it is")
        parser.add_argument("--timeout", type=float, metavar="SECONDS", help="how long one attempt may take")
        after = parser.add_mutually_exclusive_group()
        after.add_argument("--no-follow", action="store_true", help="print the job's id and leave")
        after.add_argument("--here", action="store_true", help="run the job in this process; no worker is needed")

    def handle(self, *, task: str, no_follow: bool, here: bool, **options: Any) -> None:
        """Raises CommandError when the request is refused, SystemExit unless the job is COMPLETED."""
        with _no_executor_of_our_own():
            job = self._submit(_request(task, **options))
        if no_follow:
            self.stdout.write(str(job.pk))
            return
        self.stderr.write(f"Job {job.pk}", self.style.NOTICE)
        running: AbstractContextManager[Any] = RunningHere(job.pk) if here else nullcontext()
        try:
            with running, display(self.stderr) as shown:
                ended = follow(job.pk, shown, hint="" if here else _HINT)
        except KeyboardInterrupt:
            self._detach(job.pk)
        else:
            self._conclude(ended)

    def _submit(self, request: JobRequest) -> Job:
        try:
            return submit(request)
        except UnknownTask as error:
            raise CommandError(_unknown(request.task, error), returncode=_REFUSED) from None
        except JobkitError as error:
            raise CommandError(_explained(error), returncode=_REFUSED) from None

    def _detach(self, job_id: UUID) -> None:
        waits = Job.objects.using(jobs_alias()).filter(pk=job_id, status=Status.PENDING).exists()
        goes_on = "stays in its queue until a worker takes it" if waits else "goes on without you"
        self.stderr.write(f"Detached: job {job_id} {goes_on}.", self.style.NOTICE)
        raise SystemExit(_DETACHED)

    def _conclude(self, job: Job | None) -> None:
        if job is None:
            raise CommandError("Somebody deleted the job.")
        if job.status == Status.COMPLETED:
            self.stdout.write(json.dumps(job.result, indent=2, ensure_ascii=False))
            return
        error = job.error if isinstance(job.error, dict) else {}
        words = f"{error.get('type')}: {error.get('message')}" if error else "The job was cancelled."
        for line in redact_text(words).splitlines():
            self.stderr.write(one_line(line), self.style.ERROR)
        raise SystemExit(1)


@contextmanager
def _no_executor_of_our_own() -> Iterator[None]:
    # An executor that starts with the first submit would take other people's jobs into a process that ends soon.
    before = getattr(settings, "JOBKIT", {})
    settings.JOBKIT = {**before, "AUTOSTART": False}
    try:
        yield
    finally:
        settings.JOBKIT = before


def _request(task: str, *, param: list[str], params_json: str | None, owner: str | None, **options: Any) -> JobRequest:
    chosen = {key: options[key] for key in ("name", "queue", "priority", "timeout")}
    return JobRequest(task=task, params=_params(param, params_json), owner=owner and _owner(owner), **chosen)


def _params(pairs: list[str], whole: str | None) -> dict[str, Any]:
    params = {} if whole is None else _object(whole)
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not key or not equals:
            raise CommandError(f"--param takes KEY=VALUE, not {pair!r}.", returncode=_REFUSED)
        params[key] = _value(value)
    return params


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise CommandError(f"--params-json is not JSON: {error}", returncode=_REFUSED) from None
    if not isinstance(found, dict):
        raise CommandError("--params-json takes an object, as in '{\"x\": 5}'.", returncode=_REFUSED)
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _owner(username: str) -> Any:
    users = get_user_model()
    try:
        return users._default_manager.get_by_natural_key(username)
    except users.DoesNotExist:
        raise CommandError(f"There is no user {username!r}.", returncode=_REFUSED) from None


def _unknown(name: str, error: UnknownTask) -> str:
    names = [task.name for task in registry]
    close = get_close_matches(name, names, n=3)
    if close:
        return f"{error.message} Did you mean {' or '.join(close)}?"
    return f"{error.message} Registered are: {', '.join(names) or 'none; tasks live in the jobs.py of installed apps'}."


def _explained(error: JobkitError) -> str:
    fields = [f"  {field}: {' '.join(map(str, told))}" for field, told in error.details.items()]
    return "\n".join([error.message, *fields])
