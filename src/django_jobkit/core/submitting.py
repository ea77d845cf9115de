"""How a task is submitted from Python; the services do it, found by a dotted path because imports point down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, ParamSpec, TypeAlias, overload

from django.utils.module_loading import import_string

from django_jobkit.core.secrets import reveal

if TYPE_CHECKING:
    from django_jobkit.models import Job

P = ParamSpec("P")
OnConflict: TypeAlias = Literal["reject", "return", "replace"]
_SUBMIT_SERVICE = "django_jobkit.services.submit.submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequest:
    """A wish to have a job; None means what the task or the settings say."""

    task: str
    #: Secrets in it are in the open, so it is not spoken of.
    params: Mapping[str, Any] = field(repr=False)
    owner: Any = None
    #: Who asks, for quotas and idempotency: "user:<pk>", "anonymous", or "" for the host's own code.
    scope: str = ""
    name: str | None = None
    queue: str | None = None
    priority: int | None = None
    run_after: datetime | None = None
    max_attempts: int | None = None
    #: Seconds.
    timeout: float | None = None
    unique_key: str | None = None
    on_conflict: OnConflict = "reject"
    idempotency_key: str | None = None
    #: Whether a client of the API asks, for whom tasks that are not public do not exist.
    by_client: bool = False


#: The words that `submit` takes for itself; a handler's parameters cannot be named so.
OPTION_NAMES = frozenset(
    {
        "owner",
        "queue",
        "priority",
        "run_after",
        "max_attempts",
        "unique_key",
        "on_conflict",
        "idempotency_key",
    }
)


class Submittable(Generic[P]):
    """What can be submitted: a task, or a task with options bound to it. Typed like the handler."""

    name: str

    def request(self, *args: Any, **kwargs: Any) -> JobRequest:
        """The request that `submit` with the same arguments would make."""
        options = {key: kwargs.pop(key) for key in OPTION_NAMES & kwargs.keys()}
        if len(args) > 1 or (args and kwargs):
            raise TypeError(f"Task {self.name!r} takes its params by name, or as one mapping or model.")
        params = _as_mapping(args[0]) if args else kwargs
        return JobRequest(task=self.name, params=params, **options)

    @overload
    def submit(self, *args: P.args, **kwargs: P.kwargs) -> Job: ...
    @overload
    def submit(self, *args: Any, owner: Any, **kwargs: Any) -> Job: ...
    def submit(self, *args: Any, **kwargs: Any) -> Job:
        """Submit a job in the caller's transaction and return its row.

        Params are given by name, or as one mapping or pydantic model. Options: owner, queue, priority, run_after,
        max_attempts, unique_key, on_conflict, idempotency_key. Raises InvalidParams, UniqueConflict,
        IdempotencyMismatch or SubmissionRefused.
        """
        job: Job = import_string(_SUBMIT_SERVICE)(self.request(*args, **kwargs))
        return job

    def using(self, **options: Any) -> Bound[P]:
        """The same task with options of JobRequest bound to it, also name, timeout (seconds) and scope."""
        return Bound(self, options)


class Bound(Submittable[P]):
    """A task with options."""

    def __init__(self, task: Submittable[P], options: Mapping[str, Any]) -> None:
        self.name = task.name
        self._task = task
        self._options = options

    def request(self, *args: Any, **kwargs: Any) -> JobRequest:
        """The task's request with the bound options."""
        return replace(self._task.request(*args, **kwargs), **self._options)


def _as_mapping(given: Any) -> Mapping[str, Any]:
    if hasattr(given, "model_dump"):
        # JSON has masks where the secrets are.
        params: Mapping[str, Any] = reveal(
            given.model_dump(by_alias=True), given.model_dump(mode="json", by_alias=True)
        )
        return params
    if isinstance(given, Mapping):
        return given
    raise TypeError("Params are given by name, or as one mapping or pydantic model.")
