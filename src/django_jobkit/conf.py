"""The one ``JOBKIT`` settings dict, read through on every access."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings as django_settings


class Section:
    """Settings with their defaults; what the host gives wins, also under ``override_settings``.

    A guest has a section of its own, ``class Mine(Section, key="MINE")``, and finds in it what ``JOBKIT["MINE"]`` says.
    """

    #: Every section by its key; "" is JOBKIT itself.
    sections: ClassVar[dict[str, type[Section]]] = {}
    #: The least that makes sense for a number; what is not listed may be any.
    least: ClassVar[Mapping[str, float]] = {}
    #: Settings whose values are never shown.
    unspoken: ClassVar[Collection[str]] = ()
    key: ClassVar[str] = ""

    def __init_subclass__(cls, key: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.key = key
        Section.sections[key] = cls

    def __getattribute__(self, name: str) -> Any:
        if name.isupper():
            given = type(self).given()
            if name in given:
                return given[name]
        return super().__getattribute__(name)

    @classmethod
    def given(cls) -> Mapping[str, Any]:
        """What the host put in here; nothing, where that is no mapping, which the system checks tell."""
        found = getattr(django_settings, "JOBKIT", {})
        if cls.key and isinstance(found, Mapping):
            found = found.get(cls.key, {})
        return found if isinstance(found, Mapping) else {}

    @classmethod
    def names(cls) -> list[str]:
        """All setting names, in the order they are documented in."""
        return [name for name in vars(cls) if name.isupper()]


class Config(Section):
    """The settings of the core."""

    unspoken = ("SECRET_KEYS",)

    # 0 switches some things off.
    least = {
        **dict.fromkeys(
            ("CONCURRENCY", "BATCH", "MAX_ATTEMPTS", "MAX_ATTEMPTS_LIMIT", "UNREGISTERED_ATTEMPTS", "MAX_HISTORY"), 1
        ),
        **dict.fromkeys(("BULK_LIMIT", "PAGE_SIZE", "MAX_PAGE_SIZE", "COUNT_CAP", "MAX_JSON_DEPTH", "RETRY_AFTER"), 1),
        **dict.fromkeys(("MAX_PARAMS_BYTES", "MAX_RESULT_BYTES", "MAX_STATE_BYTES", "MAX_BODY_BYTES"), 2),
        **dict.fromkeys(("MAX_ARTIFACT_BYTES", "MAX_ARTIFACTS"), 0),
        **dict.fromkeys(("POLL_INTERVAL", "WATCH_INTERVAL", "MAINTENANCE_INTERVAL", "HEARTBEAT_INTERVAL"), 0.01),
        **dict.fromkeys(("LEASE", "TIMEOUT", "TIMEOUT_LIMIT", "PUBLISH_TIMEOUT", "REDELIVERY_AFTER"), 0.1),
        **dict.fromkeys(("SHUTDOWN_GRACE", "TIMEOUT_GRACE", "WAIT_LIMIT", "MAX_WAITERS", "UNREGISTERED_DELAY"), 0),
        **dict.fromkeys(("QUOTA", "QUOTA_RETRY_AFTER", "FREE_ATTEMPTS", "PUBLISH_BACKLOG"), 0),
        **dict.fromkeys(("EGRESS_DEADLINE", "EGRESS_CONNECT_TIMEOUT", "EGRESS_READ_TIMEOUT"), 0.1),
        **dict.fromkeys(("EGRESS_REDIRECTS", "EGRESS_RETRIES", "EGRESS_RETRY_LIMIT"), 0),
        **dict.fromkeys(("EGRESS_MAX_BYTES", "EGRESS_MAX_HEAD_BYTES"), 1024),
        "EGRESS_CONCURRENCY": 1,
        "EGRESS_RATE": 0.001,
    }

    #: How jobs run: "thread", "celery", "django_tasks", "immediate", or the dotted path of an executor class.
    EXECUTOR: str = "thread"
    #: Whether serving processes start what their executor runs in them by themselves. None: yes, except in a test run.
    AUTOSTART: bool | None = None
    #: Jobs that one executor process runs side by side.
    CONCURRENCY: int = 4
    #: Queues this process takes jobs from. None: all of them.
    QUEUES: list[str] | None = None
    #: Seconds between looks for due jobs when nothing woke the executor.
    POLL_INTERVAL: float = 1.0
    #: Seconds a claim is good for without a heartbeat.
    LEASE: float = 30.0
    #: Seconds between heartbeats; at most a third of LEASE.
    HEARTBEAT_INTERVAL: float = 5.0
    #: Seconds between looks for cancel requests and flushes of progress.
    WATCH_INTERVAL: float = 0.5
    #: Seconds between maintenance ticks (rescue, due jobs, retention).
    MAINTENANCE_INTERVAL: float = 5.0
    #: Seconds that running jobs get to finish after SIGTERM.
    SHUTDOWN_GRACE: float = 10.0
    #: Seconds a handler may go on after its timeout before its job is failed over its head.
    TIMEOUT_GRACE: float = 5.0
    #: Seconds after which a Celery prefork process is killed over a handler that ignores a cancel. None: never.
    CANCEL_KILL_AFTER: float | None = None

    #: Seconds that one exchange with Celery's broker may take; a process that ends takes no longer to send its hints.
    PUBLISH_TIMEOUT: float = 2.0
    #: Hints that a process keeps while the broker is away. Beyond that, workers find the jobs later.
    PUBLISH_BACKLOG: int = 10_000
    #: Seconds that a due job may wait before workers ask whether its hint was lost.
    REDELIVERY_AFTER: float = 5.0
    #: Alias in ``TASKS`` of the backend that the executor "django_tasks" enqueues on.
    DJANGO_TASKS_BACKEND: str = "default"
    #: Celery queues by jobkit queue. What is missing has the same name, and "default" is the app's default queue.
    CELERY_QUEUES: dict[str, str] = {}

    #: Attempts a job gets when neither its task nor its submit says otherwise.
    MAX_ATTEMPTS: int = 3
    #: The most attempts that a submit may ask for.
    MAX_ATTEMPTS_LIMIT: int = 100
    #: Up to this attempt number an interruption or RetryLater is not charged.
    FREE_ATTEMPTS: int = 1000
    #: Seconds a task may run per attempt when neither it nor the submit says so. None: as long as it likes.
    TIMEOUT: float | None = None
    #: The longest timeout in seconds that a submit may ask for.
    TIMEOUT_LIMIT: float = 7 * 86_400
    #: Seconds before a job whose task is not registered here is looked at again.
    UNREGISTERED_DELAY: float = 30.0
    #: Looks at such a job before it becomes FAILED.
    UNREGISTERED_ATTEMPTS: int = 20

    #: Largest params in bytes of JSON.
    MAX_PARAMS_BYTES: int = 256 * 1024
    #: Largest result in bytes of JSON; a larger one makes its job FAILED.
    MAX_RESULT_BYTES: int = 1024 * 1024
    #: Largest checkpoint in bytes of JSON.
    MAX_STATE_BYTES: int = 1024 * 1024
    #: Largest request body in bytes; a larger one is a 413.
    MAX_BODY_BYTES: int = 2 * 1024 * 1024
    #: Deepest nesting of JSON that is taken in or stored.
    MAX_JSON_DEPTH: int = 64
    #: Rows in the history of a tracked job; its client can report no more.
    MAX_HISTORY: int = 10_000

    #: Alias in ``STORAGES`` of where artifacts, the files of jobs, are kept.
    ARTIFACT_STORAGE: str = "default"
    #: Largest artifact in bytes; a larger one makes its job FAILED.
    MAX_ARTIFACT_BYTES: int = 1024 * 1024 * 1024
    #: Artifacts that one job may have.
    MAX_ARTIFACTS: int = 100

    #: How long terminal jobs are kept. None: until somebody deletes them.
    RETENTION: timedelta | None = None
    #: Rows that one prune or rescue statement touches at most.
    BATCH: int = 500

    #: Jobs in one bulk submit.
    BULK_LIMIT: int = 1000
    #: PENDING and RUNNING jobs that one owner may have; more is a 429. None: no limit.
    QUOTA: int | None = 10_000
    #: Seconds that a caller over its quota is told to wait.
    QUOTA_RETRY_AFTER: int = 10
    #: Rows on a page of a list when the caller does not say.
    PAGE_SIZE: int = 10
    #: Rows on a page at most.
    MAX_PAGE_SIZE: int = 100
    #: Rows counted at most for a list.
    COUNT_CAP: int = 10_000
    #: Longest ``?wait=`` in seconds.
    WAIT_LIMIT: float = 30.0
    #: Requests per process that may wait at the same time; more are answered at once.
    MAX_WAITERS: int = 16
    #: Seconds in ``Retry-After`` while a job is not terminal.
    RETRY_AFTER: int = 1

    #: Hosts ("intranet.example", "*.corp.example"), addresses and ranges ("10.2.0.0/16") that requests may reach though
    #: they are not public. With a port ("10.2.0.7:8080", "[fd00::7]:8080", "intranet.example:*"), that port as well.
    EGRESS_ALLOW: list[str] = []
    #: Ports that requests may go to.
    EGRESS_PORTS: list[int] = [80, 443]
    #: Seconds that one request may keep us waiting, with its redirects and its body.
    EGRESS_DEADLINE: float = 60.0
    #: Seconds to wait for one connection.
    EGRESS_CONNECT_TIMEOUT: float = 10.0
    #: Seconds to wait for the next bytes.
    EGRESS_READ_TIMEOUT: float = 20.0
    #: Largest body of a response in bytes, unpacked.
    EGRESS_MAX_BYTES: int = 100 * 1024 * 1024
    #: Largest head of a response in bytes.
    EGRESS_MAX_HEAD_BYTES: int = 64 * 1024
    #: Redirects that one request follows.
    EGRESS_REDIRECTS: int = 3
    #: How often a request that may be repeated is sent again when it failed.
    EGRESS_RETRIES: int = 3
    #: Longest wait in seconds before a request is sent or sent again; where a server asks for more, the job comes back
    #: later.
    EGRESS_RETRY_LIMIT: float = 60.0
    #: Requests per second that one process sends to one host. None: as many as it answers.
    EGRESS_RATE: float | None = 10.0
    #: Requests that one process has under way to one host.
    EGRESS_CONCURRENCY: int = 4
    #: What requests say they are; a way to reach you belongs in it.
    EGRESS_USER_AGENT: str = "django-jobkit"
    #: URL of the proxy that requests go through. It looks names up, so it must be one that keeps them out of your
    #: network. None: straight out; the environment is not asked.
    EGRESS_PROXY: str | None = None
    #: PEM file of the certificate authorities to trust. None: those of the package certifi.
    EGRESS_CA_BUNDLE: str | None = None

    #: Dotted paths of the DRF permission classes of every view.
    PERMISSIONS: list[str] = ["rest_framework.permissions.IsAuthenticated"]
    #: Dotted path of the policy that says who sees which jobs.
    VISIBILITY: str = "django_jobkit.models.visibility.OwnerVisibility"
    #: Dotted paths of the policies that may refuse a submit, asked in order.
    ADMISSION: list[str] = ["django_jobkit.services.quota.ActiveJobQuota"]
    #: Fernet keys for secrets in params: the first encrypts, all decrypt. Empty: made from Django's ``SECRET_KEY``.
    SECRET_KEYS: list[str] = []
    #: Keys whose values are masked wherever a person reads params or errors.
    REDACT: list[str] = [
        "password",
        "passwd",
        "secret",
        "token",
        "api_key",
        "apikey",
        "authorization",
        "cookie",
        "credential",
        "private_key",
    ]


config = Config()
