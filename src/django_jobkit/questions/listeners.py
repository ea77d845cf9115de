"""What happens to questions when others act."""

from __future__ import annotations

from django_jobkit.questions.models import QuestionImport
from django_jobkit.questions.scheduling.replay import reschedule_changed
from django_jobkit.questions.signals import attempts_changed
from django_jobkit.services import stored_files

attempts_changed.connect(reschedule_changed, dispatch_uid="django_jobkit.questions.schedules")
stored_files.register(QuestionImport, "upload")
