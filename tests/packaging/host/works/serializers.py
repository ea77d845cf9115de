"""Serializers with the names of ours."""

from __future__ import annotations

from rest_framework import serializers
from works.models import Job


class JobSerializer(serializers.ModelSerializer):
    """A vacancy."""

    class Meta:
        model = Job
        fields = ["id", "title", "status", "owner", "opened_at"]

    def validate(self, attrs: dict[str, object]) -> dict[str, object]:
        """Have something to say about the whole."""
        if attrs.get("title") == attrs.get("status"):
            raise serializers.ValidationError("A title is not a status.")
        return attrs


class JobStatusSerializer(serializers.Serializer):
    """Just the status."""

    status = serializers.ChoiceField(choices=Job.Status.choices)


class ErrorSerializer(serializers.Serializer):
    """The host's own errors."""

    oops = serializers.JSONField()
