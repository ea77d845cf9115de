"""The front page and the health checks."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from service import views

urlpatterns = [
    path("", views.front_page, name="front-page"),
    path("favicon.ico", RedirectView.as_view(url=static("service/icon.svg"))),
    path("health/", views.health, name="health"),
    path("api/v1/health/", views.health),
    path("health/ready/", views.ready, name="ready"),
]
