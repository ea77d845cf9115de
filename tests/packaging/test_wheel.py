"""What is in the distributions, and what is not."""

from __future__ import annotations

import tarfile
from email import message_from_bytes
from zipfile import ZipFile

from tests.packaging.conftest import ROOT, Distributions, Stranger

PACKAGE = ROOT / "src" / "django_jobkit"


def test_the_wheel_holds_every_file_of_the_package_and_no_other(distributions: Distributions) -> None:
    in_tree = {
        f"django_jobkit/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    in_wheel = {name for name in ZipFile(distributions.wheel).namelist() if ".dist-info/" not in name}
    assert in_wheel == in_tree


def test_the_wheel_says_that_it_is_typed_and_which_licence_it_has(distributions: Distributions) -> None:
    wheel = ZipFile(distributions.wheel)
    names = wheel.namelist()
    (metadata_name,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    metadata = message_from_bytes(wheel.read(metadata_name))
    assert "django_jobkit/py.typed" in names
    assert metadata["License-Expression"] == "MIT"
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_holds_what_its_tests_need_and_nothing_left_behind(distributions: Distributions) -> None:
    with tarfile.open(distributions.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "Makefile", "tests/conftest.py", "docs/conf.py", "example_project/manage.py"} <= names
    left_behind = ("__pycache__", ".sqlite3", ".env", "_build", "uv.lock", ".venv")
    assert [name for name in names if name.endswith(left_behind)] == []


def test_the_installed_version_is_the_one_the_package_tells(stranger: Stranger) -> None:
    code = "import django_jobkit, importlib.metadata as m; print(django_jobkit.__version__, m.version('django-jobkit'))"
    told, installed = stranger.run("-c", code).split()
    assert told == installed
