"""Whether every dotted path in JOBKIT leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string

from django_jobkit.checks.shape import is_sound
from django_jobkit.conf import config
from django_jobkit.core.executor import EXECUTORS, BaseExecutor


def check_executor(**kwargs: Any) -> list[CheckMessage]:
    """E010 to E012: EXECUTOR can be imported, has what it needs, and is an executor. E015 and on: its own checks."""
    if not is_sound("EXECUTOR"):
        return []
    name = config.EXECUTOR
    path = EXECUTORS.get(name, name)
    try:
        loaded = import_string(path)
    except ModuleNotFoundError as error:
        return [_extra_missing(name, error) if name in EXECUTORS else _not_importable("EXECUTOR", name, error)]
    except Exception as error:  # noqa: BLE001 - a module may raise anything while it is imported
        return [_not_importable("EXECUTOR", name, error)]
    if isinstance(loaded, type) and issubclass(loaded, BaseExecutor):
        return list(loaded.check())
    return [
        Error(
            f"JOBKIT['EXECUTOR'] is {name!r}, which is no executor.",
            hint="Name a subclass of django_jobkit.core.executor.BaseExecutor.",
            id="jobkit.E012",
        )
    ]


def _extra_missing(name: str, error: ModuleNotFoundError) -> CheckMessage:
    return Error(
        f"JOBKIT['EXECUTOR'] is {name!r}, which needs the module {error.name!r}.",
        hint=f'Install the extra: pip install "django-jobkit[{name.replace("_", "-")}]".',
        id="jobkit.E011",
    )


def _not_importable(setting: str, path: str, error: Exception) -> CheckMessage:
    names = f" Short names: {', '.join(sorted(EXECUTORS))}." if setting == "EXECUTOR" else ""
    return Error(
        f"JOBKIT[{setting!r}] names {path!r}, which cannot be imported: {error}",
        hint=f"Give the dotted path of a class.{names}",
        id="jobkit.E010" if setting == "EXECUTOR" else "jobkit.E013",
    )


def check_policies(**kwargs: Any) -> list[CheckMessage]:
    """E013 and E014: permissions, visibility and admission policies can be imported and have their method."""
    return list(_policy_errors())


def _policy_errors() -> Iterator[CheckMessage]:
    for setting, method in (("PERMISSIONS", "has_permission"), ("VISIBILITY", "visible"), ("ADMISSION", "admit")):
        if not is_sound(setting):
            continue
        value = getattr(config, setting)
        for path in [value] if isinstance(value, str) else value:
            try:
                loaded = import_string(path)
            except Exception as error:  # noqa: BLE001 - a module may raise anything while it is imported
                yield _not_importable(setting, path, error)
                continue
            if not (isinstance(loaded, type) and callable(getattr(loaded, method, None))):
                yield Error(
                    f"JOBKIT[{setting!r}] names {path!r}, which is no class with a method {method}().",
                    hint="See the settings reference for what the class must do.",
                    id="jobkit.E014",
                )
