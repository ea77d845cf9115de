"""Questions in Django's admin: what services do is done through them, and counts, slugs and schedules follow."""

from __future__ import annotations

from django.contrib import admin

from django_jobkit.questions.admin.imports import ImportAdmin
from django_jobkit.questions.admin.log import LogAdmin
from django_jobkit.questions.admin.practice import PracticeAdmin
from django_jobkit.questions.admin.question import QuestionAdmin
from django_jobkit.questions.admin.schedule import ScheduleAdmin
from django_jobkit.questions.admin.tag import TagAdmin
from django_jobkit.questions.models import PracticeSettings, Question, QuestionImport, QuestionLog, Schedule, Tag

__all__ = ["ImportAdmin", "LogAdmin", "PracticeAdmin", "QuestionAdmin", "ScheduleAdmin", "TagAdmin"]

admin.site.register(Tag, TagAdmin)
admin.site.register(Question, QuestionAdmin)
admin.site.register(QuestionLog, LogAdmin)
admin.site.register(Schedule, ScheduleAdmin)
admin.site.register(PracticeSettings, PracticeAdmin)
admin.site.register(QuestionImport, ImportAdmin)
