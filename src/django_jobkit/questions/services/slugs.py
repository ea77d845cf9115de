"""Names of questions for URLs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, count, islice
from typing import Any

from django.db.models import Q
from django.utils.text import slugify

from django_jobkit.questions.models.keys import key_of
from django_jobkit.questions.models.question import MAX_SLUG, Question
from django_jobkit.questions.models.upkeep import pieces

_NAMELESS = "question"
_DIGITS = 10
# Of a name that is taken, so many numbers are asked for; who has more questions of it has all their numbers read.
_AHEAD = 10


def free_slugs(owner_id: Any, titles: Sequence[str], *, using: str) -> list[str]:
    """A slug for each of `titles`, all different and none of them taken by another question of this owner.

    Three rounds of queries at the most, unless somebody numbers titles by hand. Lock the owner first, or be ready for
    an IntegrityError.
    """
    bases = [_base_of(title) for title in titles]
    questions = Question.objects.using(using).filter(owner=owner_id)
    taken: set[str] = set()
    asked: set[str] = set()
    read: set[str] = set()
    for number in count():
        slugs = _chosen(bases, taken)
        unknown = {
            slug: base for slug, base in zip(slugs, bases, strict=True) if slug not in asked and base not in read
        }
        if not unknown:
            return slugs
        if number <= 1:
            ahead = chain.from_iterable(islice(_numbered(base), _AHEAD * number) for base in set(unknown.values()))
            wanted = {key_of(slug): slug for slug in chain(unknown, ahead)}
            taken |= _found(questions, wanted)
            asked |= set(wanted.values())
        else:
            read |= set(unknown.values())
            taken |= _beginning_with(questions, unknown.values())
    raise AssertionError  # pragma: no cover - count() has no end


def _base_of(title: str) -> str:
    return slugify(title, allow_unicode=True)[: MAX_SLUG - _DIGITS].strip("-_") or _NAMELESS


def _numbered(base: str) -> Iterator[str]:
    return (f"{base}-{number}" for number in count(2))


def _chosen(bases: Sequence[str], taken: Collection[str]) -> list[str]:
    used = set(taken)
    candidates = {base: chain([base], _numbered(base)) for base in bases}
    slugs = []
    for base in bases:
        slug = next(slug for slug in candidates[base] if key_of(slug) not in used)
        used.add(key_of(slug))
        slugs.append(slug)
    return slugs


def _found(questions: Any, keys: Collection[str]) -> set[str]:
    found: set[str] = set()
    for piece in pieces(keys):
        found.update(questions.filter(slug_key__in=piece).values_list("slug_key", flat=True))
    return found


def _beginning_with(questions: Any, bases: Collection[str]) -> set[str]:
    found: set[str] = set()
    for piece in pieces(set(bases)):
        any_of = Q()
        for base in piece:
            any_of |= Q(slug__startswith=f"{base}-")
        found.update(questions.filter(any_of).values_list("slug_key", flat=True))
    return found
