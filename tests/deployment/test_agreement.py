"""Names, ports, paths and variables are the same wherever they are written down."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.deployment.described import (
    COMPOSE,
    KUSTOMIZATION,
    OBJECTS,
    OURS,
    PROJECT,
    ROOT,
    SECRET,
    SERVICES,
    STAGES,
    command,
    config_map,
    containers,
    image_environment,
    pod_specs,
    said,
)
from tests.example.conftest import LIMIT, PRODUCTION, example_environment

# Read by Python, Django, gunicorn and the shell, not by us.
OF_OTHERS = {"DJANGO_SETTINGS_MODULE", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "WEB_CONCURRENCY"}
READ = {
    name
    for file in PROJECT.rglob("*.py")
    for name in re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", file.read_text(encoding="utf-8"))
} | set(re.findall(r"\$\{([A-Z_]+)", (PROJECT / "Procfile").read_text(encoding="utf-8")))
RESOLVE = """
import sys, django
django.setup()
from django.urls import resolve
for path in sys.argv[1:]:
    resolve(path)
"""


def test_the_project_reads_what_it_is_known_to_read() -> None:
    assert {"DATABASE_URL", "SECRET_KEY", "CELERY_BROKER_URL", "JOBKIT_EXECUTOR", "WORKER_ALIVE_FILE"} <= READ


@pytest.mark.parametrize("service", OURS)
def test_compose_sets_only_variables_that_somebody_reads(service: str) -> None:
    assert set(SERVICES[service]["environment"]) <= READ | OF_OTHERS


@pytest.mark.parametrize("stage", ["web", "worker"])
def test_images_set_only_variables_that_somebody_reads(stage: str) -> None:
    assert set(image_environment(stage)) <= READ | OF_OTHERS


def test_manifests_set_only_variables_that_somebody_reads() -> None:
    assert set(config_map()) | set(SECRET["stringData"]) <= READ | OF_OTHERS


def test_the_template_of_dotenv_shows_only_variables_that_somebody_reads() -> None:
    text = (PROJECT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)) <= READ | OF_OTHERS


def test_production_starts_with_what_the_manifests_give_it(tmp_path: Path) -> None:
    given = {**image_environment("web"), **config_map(), **SECRET["stringData"]}
    given.pop("PATH")
    environment = {**example_environment(tmp_path / "unused"), **given}
    code = "from django.conf import settings; assert not settings.DEBUG; assert settings.HTTPS_ONLY"
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=environment, timeout=LIMIT, check=True)


def test_every_probe_asks_a_page_that_exists_by_a_name_that_is_allowed(tmp_path: Path) -> None:
    asked = [
        probe["httpGet"]
        for spec in pod_specs().values()
        for container in containers(spec)
        for name, probe in container.items()
        if name.endswith("Probe") and "httpGet" in probe
    ]
    assert {request["path"] for request in asked} == {"/health/", "/health/ready/"}
    allowed = config_map()["ALLOWED_HOSTS"].split(",")
    for request in asked:
        assert [header["value"] in allowed for header in request["httpHeaders"]] == [True]
    paths = {request["path"] for request in asked} | set(re.findall(r"'(/[\w/]+/)'", said("web", "HEALTHCHECK")))
    environment = example_environment(tmp_path / "unused", DJANGO_SETTINGS_MODULE="config.settings")
    subprocess.run([sys.executable, "-c", RESOLVE, *paths], cwd=PROJECT, env=environment, timeout=LIMIT, check=True)


def test_the_port_is_one_and_the_same() -> None:
    port = said("web", "EXPOSE")
    assert command("web")[-1].endswith(f":{port}")
    assert f", {port}," in said("web", "HEALTHCHECK")
    assert SERVICES["web"]["ports"][0].endswith(f":{port}")
    assert SERVICES["web-asgi"]["ports"][0].endswith(f":{port}")
    assert SERVICES["web-asgi"]["command"][SERVICES["web-asgi"]["command"].index("--port") + 1] == port
    (container,) = pod_specs()["jobkit-web"]["containers"]
    assert container["ports"] == [{"name": "http", "containerPort": int(port)}]
    assert OBJECTS["Service", "jobkit-web"]["spec"]["ports"][0]["targetPort"] == "http"


def test_services_and_budgets_select_the_pods_that_there_are() -> None:
    for (kind, name), found in OBJECTS.items():
        if kind in {"Service", "PodDisruptionBudget", "Deployment"}:
            selector = found["spec"]["selector"]
            labels = OBJECTS["Deployment", name]["spec"]["template"]["metadata"]["labels"]
            assert selector.get("matchLabels", selector) == labels


def test_pods_run_images_that_are_built_here_and_read_maps_that_exist() -> None:
    built = {service["image"] for service in SERVICES.values() if "build" in service}
    assert {image["name"] for image in KUSTOMIZATION["images"]} == built
    maps = {made["name"] for made in KUSTOMIZATION["configMapGenerator"]}
    for spec in pod_specs().values():
        for container in containers(spec):
            assert container["image"] in built
            sources = container["envFrom"]
            assert [source["configMapRef"]["name"] in maps for source in sources if "configMapRef" in source] == [True]
            assert [source["secretRef"]["name"] for source in sources if "secretRef" in source] == [
                SECRET["metadata"]["name"]
            ]


def test_every_manifest_is_applied_or_shown_and_every_one_is_checked() -> None:
    files = {file.name for file in (ROOT / "k8s").iterdir()} - {"kustomization.yaml"}
    assert files == {*KUSTOMIZATION["resources"], "secret.example.yaml"}
    tox = (ROOT / "tox.ini").read_text(encoding="utf-8")
    assert [file for file in files if f"k8s/{file}" not in tox] == []


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl")
def test_kustomize_makes_of_them_what_they_mean() -> None:
    made = subprocess.run(["kubectl", "kustomize", ROOT / "k8s"], capture_output=True, timeout=LIMIT, check=True)
    objects = list(yaml.safe_load_all(made.stdout))
    assert len(objects) == len(OBJECTS) + len(KUSTOMIZATION["configMapGenerator"])
    assert b"image: registry.example.com/jobkit-example-worker:" in made.stdout
    assert b"image: jobkit-example" not in made.stdout


def test_the_secret_is_not_part_of_what_is_applied() -> None:
    assert "secret.example.yaml" not in KUSTOMIZATION["resources"]


def test_the_probe_of_the_worker_looks_at_the_file_that_the_image_names() -> None:
    assert image_environment("worker")["WORKER_ALIVE_FILE"].startswith("/tmp/")
    (container,) = pod_specs()["jobkit-worker"]["containers"]
    for probe in ("startupProbe", "livenessProbe"):
        (_, _, script) = container[probe]["exec"]["command"]
        assert script.replace('"', '\\"') in said("worker", "HEALTHCHECK")


@pytest.mark.parametrize("part", ["web", "worker"])
def test_web_and_workers_find_uploaded_files_in_the_same_place(part: str) -> None:
    folder = image_environment(part)["MEDIA_ROOT"]
    made = f"install --directory --owner {said(part, 'USER').partition(':')[0]}"
    assert any(made in text and text.endswith(folder) for _, text in STAGES["base"].instructions)
    assert SERVICES[part]["volumes"] == [f"uploads:{folder}"]
    spec = pod_specs()[f"jobkit-{part}"]
    (volume,) = [volume for volume in spec["volumes"] if "persistentVolumeClaim" in volume]
    claim = OBJECTS["PersistentVolumeClaim", volume["persistentVolumeClaim"]["claimName"]]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    (container,) = spec["containers"]
    assert {"name": volume["name"], "mountPath": folder} in container["volumeMounts"]


@pytest.mark.parametrize("stage", ["web", "worker"])
def test_an_image_runs_what_the_procfile_runs(stage: str) -> None:
    procfile = (PROJECT / "Procfile").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^{stage}: (.*)$", procfile, re.MULTILINE)
    program, *arguments = command(stage)
    assert line.startswith(f"{program} {arguments[0]} {arguments[1]} ")
    assert {word for word in arguments if word.startswith("--")} <= set(line.split())


def test_what_the_images_copy_and_run_is_there() -> None:
    for stage in STAGES.values():
        for name, text in stage.instructions:
            if name == "COPY" and not text.startswith("--from"):
                assert all((ROOT / source).exists() for source in text.split()[:-1])
    assert (PROJECT / "config" / "gunicorn.py").exists()
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    assert "**/.env" in ignored


@pytest.mark.parametrize("entry", ["config.wsgi", "config.asgi"])
def test_every_entry_point_can_be_imported(entry: str, tmp_path: Path) -> None:
    environment = example_environment(tmp_path / "unused", **PRODUCTION)
    code = f"import {entry}; assert callable({entry}.application)"
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=environment, timeout=LIMIT, check=True)
    named = f"{entry}:application" if entry == "config.asgi" else entry
    used = [*SERVICES["web-asgi"]["command"], (PROJECT / "config" / "gunicorn.py").read_text(encoding="utf-8")]
    assert any(named in text for text in used)


def test_what_compose_waits_for_can_be_waited_for() -> None:
    for service in SERVICES.values():
        for name, wanted in service.get("depends_on", {}).items():
            if wanted["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[name]
            if wanted["condition"] == "service_completed_successfully":
                assert SERVICES[name]["restart"] == "no"
            assert "profiles" not in SERVICES[name] or wanted["required"] is False
    assert set(COMPOSE["volumes"]) == {
        volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])
    }
