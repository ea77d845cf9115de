"""System checks, tagged "jobkit": every mistake in the settings that can be told without asking the database."""

from __future__ import annotations

from django.core.checks import register

from django_jobkit.checks.combinations import check_combinations, check_time_zones
from django_jobkit.checks.databases import check_database_options, check_keepalives
from django_jobkit.checks.django_tasks import check_django_tasks
from django_jobkit.checks.egress import check_egress
from django_jobkit.checks.imports import check_executor, check_policies
from django_jobkit.checks.production import check_production
from django_jobkit.checks.secrets import check_derived_keys, check_secret_keys, check_secrets_extra
from django_jobkit.checks.shape import check_names, check_values
from django_jobkit.checks.storages import check_artifact_privacy, check_artifact_storage

for _check in (
    check_names,
    check_values,
    check_combinations,
    check_time_zones,
    check_executor,
    check_policies,
    check_django_tasks,
    check_secret_keys,
    check_secrets_extra,
    check_egress,
    check_artifact_storage,
    check_database_options,
):
    register(_check, "jobkit")
for _check in (check_production, check_keepalives, check_derived_keys, check_artifact_privacy):
    register(_check, "jobkit", deploy=True)
