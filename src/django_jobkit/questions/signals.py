"""What others may listen to."""

from __future__ import annotations

from django.dispatch import Signal

#: Sent by ``QuestionLog``, with `question_ids` (a sorted list) and `using` (an alias), inside the transaction in which
#: attempts at these questions came, changed or went, once the questions are locked and their counts are right.
attempts_changed = Signal()
