"""The host project whose processes are the system under test; imported by them alone.

Its first act is to install the hook that makes failpoints real, for that has to come before the package is imported.
"""

from __future__ import annotations

import os

from tests.faults.failpoints.hook import install
from tests.faults.host.clock import skew

install()
skew(float(os.environ.get("JOBKIT_FAULTS_CLOCK") or 0))

if os.environ.get("JOBKIT_FAULTS_EXECUTOR") == "celery":
    # Where a Celery app is expected to be known from: the project's own package.
    from tests.faults.host.celery_app import app as celery_app

    __all__ = ["celery_app"]
