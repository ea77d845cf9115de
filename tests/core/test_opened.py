"""What a run has opened is masked in whatever it says."""

from __future__ import annotations

import json

import pytest
from pydantic import SecretStr

from django_jobkit.core.opened import mask_opened, masked_trace, run_with_secrets
from django_jobkit.core.secrets import seal, unseal

pytest.importorskip("cryptography.fernet")


@pytest.mark.parametrize(
    "secret", ["p4ss word/&", "quo\"te's\\", "-----BEGIN-----\nline of a key\n-----END-----", "ümlaut"]
)
def test_what_a_run_opened_is_masked_in_all_its_spellings(secret: str) -> None:
    from urllib.parse import quote, urlencode

    stored = {"secret": seal(SecretStr(secret), "")}
    texts = [secret, repr(secret), json.dumps(secret), quote(secret), quote(secret, safe=""), urlencode({"q": secret})]
    texts += [line for line in secret.splitlines() if len(line) >= 8]

    with run_with_secrets():
        unseal(stored)
        masked = [mask_opened(f"before {text} after") for text in texts]
        trace = masked_trace(RuntimeError(secret))
    assert all("***" in text and secret not in text for text in masked)
    assert "before *** after" in masked
    assert trace is not None
    assert secret not in trace
    assert mask_opened(secret) == secret
