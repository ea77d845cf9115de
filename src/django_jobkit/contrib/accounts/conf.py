"""The settings of accounts, ``JOBKIT["ACCOUNTS"]``."""

from __future__ import annotations

from django_jobkit.conf import Section


class AccountSettings(Section, key="ACCOUNTS"):
    """Every setting with its default."""

    least = {
        **dict.fromkeys(("FAILURES_PER_ACCOUNT", "FAILURES_PER_ADDRESS", "REGISTERS_PER_ADDRESS"), 1),
        **dict.fromkeys(("FAILURE_WINDOW", "REGISTER_WINDOW", "MAX_PASSWORD", "MAX_IDENTIFIER"), 1),
        **dict.fromkeys(("KNOWN_PLACE_SECONDS", "TRUSTED_PROXIES", "LOGIN_PATIENCE"), 0),
        "LOGINS_AT_ONCE": 1,
    }

    #: Whether strangers may register.
    REGISTRATION: bool = True
    #: Characters that a password may have; a longer one is refused before any work is spent on hashing it.
    MAX_PASSWORD: int = 1024
    #: Characters that the name of an account may have, if its field in the user model has no limit or a larger one.
    MAX_IDENTIFIER: int = 320

    #: Logins into one account that may fail within FAILURE_WINDOW; more is a 429 for as long as that lasts.
    FAILURES_PER_ACCOUNT: int = 10
    #: Logins from one address, into whichever accounts, that may fail within FAILURE_WINDOW.
    FAILURES_PER_ADDRESS: int = 100
    #: Seconds from the first failure until failures are counted anew.
    FAILURE_WINDOW: float = 15 * 60.0
    #: Seconds in which an address that somebody logged in from has a count of its own for that account, so that a
    #: stranger elsewhere cannot lock them out. 0: never.
    KNOWN_PLACE_SECONDS: float = 30 * 86_400.0
    #: Logins into one account that one process checks at the same time, while others wait. With those of all processes
    #: together no more than FAILURES_PER_ACCOUNT, for each counts as failed until it has succeeded.
    LOGINS_AT_ONCE: int = 2
    #: Seconds that a login waits for others into the same account.
    LOGIN_PATIENCE: float = 30.0
    #: Requests to register from one address within REGISTER_WINDOW.
    REGISTERS_PER_ADDRESS: int = 300
    #: Seconds from the first request to register until they are counted anew.
    REGISTER_WINDOW: float = 60 * 60.0

    #: Proxies in front of Django that append to ``X-Forwarded-For``. 0: the header is not looked at.
    TRUSTED_PROXIES: int = 0


accounts_config = AccountSettings()
