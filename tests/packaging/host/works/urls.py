"""The host's API."""

from __future__ import annotations

from rest_framework.routers import DefaultRouter
from works.views import JobViewSet

app_name = "works"
router = DefaultRouter()
router.register("jobs", JobViewSet)
urlpatterns = router.urls
