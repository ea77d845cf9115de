"""Containers have no more rights than they need, and images are named so that tomorrow's are the same."""

from __future__ import annotations

import re

import pytest

from tests.deployment.described import OURS, SERVICES, STAGES, containers, pod_specs, said

PINNED = re.compile(r"^[\w./-]+:\d+(\.\d+)*(-[\w.]+)*$")
PODS = pod_specs()


@pytest.mark.parametrize("stage", ["web", "worker"])
def test_an_image_does_not_run_as_root(stage: str) -> None:
    user, _, group = said(stage, "USER").partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_every_image_from_elsewhere_names_its_release() -> None:
    found = [stage.parent for stage in STAGES.values() if stage.parent not in STAGES]
    found += [service["image"] for service in SERVICES.values() if "build" not in service]
    assert [image for image in found if not PINNED.match(image)] == []


def test_no_image_has_a_secret_in_it() -> None:
    for stage in STAGES.values():
        for name, text in stage.instructions:
            if name in {"ENV", "ARG"}:
                assert not re.search(r"SECRET|PASSWORD|TOKEN|DATABASE_URL|BROKER_URL", text)


@pytest.mark.parametrize("service", OURS)
def test_a_service_of_ours_writes_nowhere_and_may_do_nothing_special(service: str) -> None:
    found = SERVICES[service]
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in found["security_opt"]


def test_only_the_web_is_reachable_from_outside_and_only_from_this_machine() -> None:
    opened = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(opened) == {"web", "web-asgi"}
    assert all(port.startswith("127.0.0.1:") for ports in opened.values() for port in ports)


@pytest.mark.parametrize("name", list(PODS))
def test_a_pod_is_confined(name: str) -> None:
    spec = PODS[name]
    user, _, group = said("web", "USER").partition(":")
    keeps_files = any("persistentVolumeClaim" in volume for volume in spec["volumes"])
    assert spec["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": int(user),
        "runAsGroup": int(group),
        **({"fsGroup": int(group)} if keeps_files else {}),
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert spec["automountServiceAccountToken"] is False
    for container in containers(spec):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert set(container["resources"]["requests"]) == {"cpu", "memory"}
        assert "memory" in container["resources"]["limits"]
