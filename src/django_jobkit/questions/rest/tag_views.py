"""Tags: list, make, read, rename and delete them."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from django_jobkit.questions.rest.access import find, own_tags
from django_jobkit.questions.rest.arrays import listed
from django_jobkit.questions.rest.base_view import OwnerView
from django_jobkit.questions.rest.filters import TagFilterSet, narrowed
from django_jobkit.questions.rest.openapi import tag_operations as described
from django_jobkit.questions.rest.ordering import TAG_ORDERINGS
from django_jobkit.questions.rest.representation import tag_row
from django_jobkit.questions.rest.serializers import TagSerializer
from django_jobkit.questions.services.tags import change_tag, create_tag, delete_tag
from django_jobkit.rest.links import collection_url


class TagsView(OwnerView):
    """The caller's tags."""

    @described.list_tags
    def get(self, request: Request) -> HttpResponseBase:
        """All of them, by name, in an array."""
        return listed(request, narrowed(request, own_tags(request), TagFilterSet), tag_row, TAG_ORDERINGS, "name")

    @described.create_tag
    def post(self, request: Request) -> Response:
        """Make a tag."""
        wish = TagSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        tag = create_tag(request.user, **wish.validated_data)
        return Response(tag_row(tag), status=201, headers={"Location": f"{collection_url(request)}{tag.pk}/"})


class TagView(OwnerView):
    """One tag."""

    @described.read_tag
    def get(self, request: Request, tag_id: str) -> Response:
        """The tag."""
        return Response(tag_row(find(own_tags(request), tag_id)))

    @described.change_tag
    def put(self, request: Request, tag_id: str) -> Response:
        """Rename the tag."""
        return self._change(request, tag_id, partial=False)

    @described.change_tag_partially
    def patch(self, request: Request, tag_id: str) -> Response:
        """Rename the tag."""
        return self._change(request, tag_id, partial=True)

    @described.delete_tag
    def delete(self, request: Request, tag_id: str) -> Response:
        """Delete the tag; questions lose it, and nothing else."""
        delete_tag(find(own_tags(request), tag_id))
        return Response(status=204)

    def _change(self, request: Request, tag_id: str, *, partial: bool) -> Response:
        tag = find(own_tags(request), tag_id)
        wish = TagSerializer(data=request.data, partial=partial)
        wish.is_valid(raise_exception=True)
        return Response(tag_row(change_tag(tag, **{"name": tag.name, **wish.validated_data})))
