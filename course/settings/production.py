"""A country: PostgreSQL, HTTPS, mail by SMTP. `manage.py check --deploy` is silent under these settings."""

from django.core.exceptions import ImproperlyConfigured

from course.settings import environment
from course.settings.base import *  # noqa: F403 - settings modules build on each other; this is Django's idiom.

SECRET_KEY = environment.secret("SECRET_KEY")
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = environment.origins(ALLOWED_HOSTS)
# Mails of the admin link to the site itself, and never to 127.0.0.1.
WAGTAILADMIN_BASE_URL = environment.address("BASE_URL", f"https://{ALLOWED_HOSTS[0].removeprefix('.')}")

MFA_REQUIRED = environment.flag("MFA_REQUIRED", default=True)

SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

EMAIL_HOST = environment.text("EMAIL_HOST", "localhost")
EMAIL_PORT = environment.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_SSL = environment.flag("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=False)
if EMAIL_USE_SSL and EMAIL_USE_TLS:
    raise ImproperlyConfigured(
        "EMAIL_USE_SSL and EMAIL_USE_TLS are both on. Leave one out: TLS for port 587, SSL for 465."
    )
EMAIL_TIMEOUT = 10

# X_FRAME_OPTIONS stays SAMEORIGIN: Wagtail's preview is a frame of our own pages.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
