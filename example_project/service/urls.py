"""The front page and the health checks."""

from __future__ import annotations

from django.urls import path

from service import views

urlpatterns = [
    path("", views.front_page, name="front-page"),
    path("health/", views.health, name="health"),
    path("health/ready/", views.ready, name="ready"),
]
