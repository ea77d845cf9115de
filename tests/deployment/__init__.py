"""What Dockerfile, Compose file, Procfile and Kubernetes manifests say of one another and of the example project."""

from __future__ import annotations
