"""factory-boy factories of questions, for the tests of projects that use them; factory-boy is yours to install."""

from __future__ import annotations

from django_jobkit.questions.fakes.factories import QuestionFactory, QuestionLogFactory, TagFactory, new_owner

__all__ = ["QuestionFactory", "QuestionLogFactory", "TagFactory", "new_owner"]
