# The example project as two images of one source, so that web and workers can never run different code:
#   docker build --target web    --tag jobkit-example-web .
#   docker build --target worker --tag jobkit-example-worker .
# Tags name the release of Python and of Debian; a rebuild brings their security updates.

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /source
# Dependency groups need pip 25.1.
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir "pip>=25.1"
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN /venv/bin/pip install --no-cache-dir . --group example-executors
COPY example_project /app
WORKDIR /app
# The production settings compress the files, and do not start without these; none of them stays in the image.
RUN DEBUG=0 JOBKIT_EXECUTOR=thread SECRET_KEY=unused ALLOWED_HOSTS=unused \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.13-slim-bookworm AS base
# tini takes the place of process 1: it passes signals on, and clears up what dead processes leave. Its version is not
# pinned, because Debian keeps no old ones, and the image would soon not build.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --no-install-recommends --yes tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin jobkit \
    && install --directory --owner 10001 --group 10001 --mode 700 /uploads
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    DEBUG=0 \
    MEDIA_ROOT=/uploads \
    JOBKIT_EXECUTOR=celery
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["tini", "--"]

FROM base AS worker
ENV WORKER_ALIVE_FILE=/tmp/worker-alive
# See config/liveness.py: the loop that takes messages touches the file every five seconds.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["sh", "-c", "test -n \"$(find \"$WORKER_ALIVE_FILE\" -mmin -1)\""]
CMD ["celery", "--app", "config", "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-mingle", "--without-gossip"]

FROM base AS web
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('localhost', 8000, timeout=4); c.request('GET', '/health/'); exit(c.getresponse().status != 200)"]
# For uvicorn: uvicorn config.asgi:application --host 0.0.0.0 --port 8000 --timeout-graceful-shutdown 30
CMD ["gunicorn", "--config", "config/gunicorn.py", "--bind", "0.0.0.0:8000"]
