"""Front ends on other origins: who may read our answers, who may change anything, and where our cookies go."""

from __future__ import annotations

from corsheaders.defaults import default_headers

from config.environment import env

CORS_URLS_REGEX = r"^/(api|tasks|health)/"
CORS_ALLOWED_ORIGINS: list[str] = env.list("CORS_ALLOWED_ORIGINS", [])
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_HEADERS = [*default_headers, "idempotency-key", "if-none-match", "prefer"]
CORS_EXPOSE_HEADERS = [
    "content-disposition",
    "etag",
    "idempotent-replayed",
    "location",
    "preference-applied",
    "retry-after",
    "x-total-count",
    # For those on another site, who cannot read our cookie.
    "x-csrftoken",
]
# Whoever may read may write, unless it is said otherwise.
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", CORS_ALLOWED_ORIGINS)

# Browsers keep cookies to the site they are from (another port is the same site) unless they are told otherwise, and
# hear that over TLS alone.
CROSS_SITE_COOKIES = env.bool("CROSS_SITE_COOKIES", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CROSS_SITE_COOKIES
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "None" if CROSS_SITE_COOKIES else "Lax"
