"""Whatever JSON comes, it is taken in or refused with the fields named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jobkit.questions.rest.serializers import LogChangeSerializer, QuestionSerializer, TagSerializer
from django_jobkit.rest.errors import flat_details

SERIALIZERS = (QuestionSerializer, LogChangeSerializer, TagSerializer)
NAMES = sorted({name for serializer in SERIALIZERS for name in serializer._declared_fields})
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(["Easy", "Solved", "2025-06-10", "2025-06-10T12:30", "9999-12-31T23:59:59-14:00", "25", "", " "]),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


@pytest.mark.parametrize("serializer", SERIALIZERS)
@given(st.one_of(st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), VALUES, max_size=6), VALUES))
def test_no_body_is_a_surprise(serializer: Any, body: Any) -> None:
    wish = serializer(data=body)

    if wish.is_valid():
        assert wish.validated_data.keys() <= set(NAMES)
    else:
        assert {name.partition(".")[0] for name in flat_details(wish.errors)} <= {*NAMES, "non_field_errors"}
