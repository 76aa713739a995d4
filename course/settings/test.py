"""The test suite: fast hashes, files in memory, mail in a list, the database that DATABASE_URL names or SQLite."""

import os
from pathlib import Path

from course.settings import environment
from course.settings.base import *  # noqa: F403 - settings modules build on each other; this is Django's idiom.
from course.settings.base import BASE_DIR, DATA_DIR
from course.settings.base import CACHES as BASE_CACHES

SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": environment.database(DATA_DIR)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that --reuse-db saves 198 migrations, and so that threads see one database.
    test_database = Path(environment.text("TEST_DB", str(BASE_DIR / "var" / "test.sqlite3")))
    test_database.parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(test_database)}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = BASE_CACHES | {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = DATA_DIR / "test-media"
BADGE_KEY_FILE = DATA_DIR / "test-badge-key.pem"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
STATIC_ROOT = DATA_DIR / "test-static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns at every client about a folder that is not there.
WAGTAIL_AUTOSAVE_INTERVAL = 0
# Nothing to the console: pytest keeps what was logged, once, and shows it with a test that fails.
LOGGING = {"version": 1, "disable_existing_loggers": False}
# Search and reference indexes are Wagtail's own; filling them would cost half of what a page in a test costs. Tests of
# our own tasks call them, or set another backend: tests/notifications/test_worker.py goes the whole way.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
WAGTAILADMIN_BASE_URL = "http://testserver"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # Loopback has no certificate; browsers trust it all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs an event loop in this thread.
SERVES_MEDIA = True
