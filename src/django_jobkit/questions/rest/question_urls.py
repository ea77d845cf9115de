"""Where the questions are."""

from __future__ import annotations

from django.urls import path

from django_jobkit.questions.rest.log_views import LogsView, LogView
from django_jobkit.questions.rest.question_views import QuestionsView, QuestionView
from django_jobkit.questions.rest.tag_views import TagsView, TagView

urlpatterns = [
    path("questions/", QuestionsView.as_view(), name="question-list"),
    path("questions/<str:question_id>/", QuestionView.as_view(), name="question-detail"),
    path("questions/<str:question_id>/logs/", LogsView.as_view(), name="log-list"),
    path("questions/<str:question_id>/logs/<str:log_id>/", LogView.as_view(), name="log-detail"),
    path("tags/", TagsView.as_view(), name="tag-list"),
    path("tags/<str:tag_id>/", TagView.as_view(), name="tag-detail"),
]
