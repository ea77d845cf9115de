"""The API of the system under test."""

from __future__ import annotations

from django.urls import include, path

from tests.faults.host import rollbacks
from tests.faults.host.views import submit_and_roll_back

urlpatterns = [
    path("api/", include("django_jobkit.urls")),
    path("rollback/", submit_and_roll_back),
    path("rollback/<str:way>/", rollbacks.roll_back),
    path("fail/", rollbacks.fail_the_request),
    path("stumble/", rollbacks.stumble_after_commit),
]
