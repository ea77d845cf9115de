"""The OpenAPI schema of scans: complete, as fresh as the registry, and true of what is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from django_jobkit.scans import ScanContext, extractor
from django_jobkit.scans.registry import extractors
from django_jobkit.scans.rest import filters
from tests.rest.drawn import draw
from tests.scans.rest.conftest import SCANS, make_scan, make_source, numbered, url_of

pytestmark = pytest.mark.usefixtures("doors")


@pytest.fixture(scope="module")
def schema(doors: None) -> dict[str, Any]:
    """As a host with OpenAPI 3.1 sees it, whose schemas are JSON Schema."""
    return draw("3.1.0")


def properties(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Of a component."""
    found: dict[str, Any] = schema["components"]["schemas"][name]["properties"]
    return found


def test_each_extractor_has_its_variant_and_a_new_one_shows_up_at_once() -> None:
    def variants() -> set[str]:
        return set(draw()["components"]["schemas"]["JobkitScanOfExtractor"]["discriminator"]["mapping"])

    before = variants()
    assert before == {found.name for found in extractors if not found.takes_upload}

    @extractor("tests.newcomer")
    def newcomer(options: Any, scan: ScanContext) -> Iterator[Any]:
        """Come late."""
        yield {}

    try:
        assert variants() - before == {"tests.newcomer"}
    finally:
        extractors.remove("tests.newcomer")


def test_a_start_is_of_a_source_of_the_sample_or_of_an_extractor(schema: dict[str, Any]) -> None:
    body = schema["paths"]["/api/scan/start/"]["post"]["requestBody"]
    assert "required" not in body
    assert set(body["content"]) == {"application/json", "multipart/form-data"}
    parts = schema["components"]["schemas"]
    assert [part["$ref"].rpartition("/")[2] for part in parts["JobkitScanStart"]["oneOf"]] == [
        "JobkitScanOfSource",
        "JobkitScanOfSample",
        "JobkitScanOfExtractor",
    ]
    assert parts["JobkitScanTestsLoginScan"]["required"] == ["extractor", "options"]
    assert parts["JobkitScanUpload"]["properties"]["file"] == {"type": "string", "format": "binary"}
    assert properties(schema, "JobkitScanTestsLoginOptions")["password"]["writeOnly"] is True


def test_every_filter_is_named_in_the_schema(schema: dict[str, Any]) -> None:
    paths = schema["paths"]

    def named(path: str) -> set[str]:
        return {parameter["name"] for parameter in paths[path]["get"]["parameters"] if parameter["in"] == "query"}

    paging = {"page", "page_size", "cursor"}
    assert named("/api/scan/") == {*filters.ScanFilterSet.base_filters, "ordering", *paging}
    assert named("/api/scan/errors/{job_id}/") == {*filters.ProblemFilterSet.base_filters, "ordering", *paging}
    assert named("/api/scan/sources/") == {*filters.SourceFilterSet.base_filters, "ordering", *paging}
    assert named("/api/scan/diff/{job_id}/") == {"against", "key", "change", *paging}
    chosen = {"partial", "fields", "filter", "search", "format", "raw"}
    assert named("/api/scan/result/{job_id}/") == {*chosen, *paging}


def test_codes_headers_and_media_types_are_told(schema: dict[str, Any]) -> None:
    paths = schema["paths"]
    start = paths["/api/scan/start/"]["post"]["responses"]
    assert {"202", "400", "401", "403", "413", "415", "422", "429", "503"} <= set(start)
    assert {"Location", "Retry-After", "Idempotent-Replayed"} <= start["202"]["headers"].keys()
    result = paths["/api/scan/result/{job_id}/"]["get"]["responses"]
    assert {"text/csv", "application/x-ndjson", "application/json"} <= set(result["200"]["content"])
    for code in ("409", "501"):
        assert list(result[code]["content"]) == ["application/json"]
    assert "Content-Disposition" in result["200"]["headers"]
    read = paths["/api/scan/status/{job_id}/"]["get"]
    assert {"ETag", "Retry-After"} <= read["responses"]["304"]["headers"].keys()


def test_what_is_answered_is_what_the_schema_says(schema: dict[str, Any], api: APIClient, owner: Any) -> None:
    source = make_source(owner, key=["n"])
    older = make_scan(records=numbered(5), owner=owner, scan={"source": source})
    scan = make_scan(records=numbered(12)[3:], problems=3, owner=owner, scan={"source": source})
    failed = make_scan("FAILED", owner=owner)
    form = {"file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n")}
    answers = {
        ("get", "/api/scan/"): api.get(SCANS),
        ("post", "/api/scan/start/"): api.post(f"{SCANS}start/"),
        ("post", "/api/scan/preview/"): api.post(f"{SCANS}preview/", form, format="multipart"),
        ("get", "/api/scan/extractors/"): api.get(f"{SCANS}extractors/"),
        ("get", "/api/scan/sources/"): api.get(f"{SCANS}sources/"),
        ("get", "/api/scan/sources/{source_id}/"): api.get(f"{SCANS}sources/{source.pk}/"),
        ("get", "/api/scan/status/{job_id}/"): api.get(url_of(failed, "status")),
        ("get", "/api/scan/result/{job_id}/"): api.get(f"{url_of(scan, 'result')}?filter[n]=5"),
        ("get", "/api/scan/errors/{job_id}/"): api.get(url_of(scan, "errors")),
        ("get", "/api/scan/profile/{job_id}/"): api.get(url_of(scan, "profile")),
        ("get", "/api/scan/diff/{job_id}/"): api.get(url_of(scan, "diff")),
        ("post", "/api/scan/cancel/{job_id}/"): api.post(url_of(older, "cancel")),
        ("post", "/api/scan/resume/{job_id}/"): api.post(url_of(failed, "resume")),
    }
    for (method, path), answer in answers.items():
        told = schema["paths"][path][method]["responses"][str(answer.status_code)]["content"]["application/json"]
        jsonschema.validate(answer.json(), {**told["schema"], "components": schema["components"]})
        component = schema["components"]["schemas"][told["schema"]["$ref"].rpartition("/")[2]]
        assert answer.json().keys() <= component["properties"].keys(), path
