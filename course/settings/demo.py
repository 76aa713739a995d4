"""One machine, one command: embedded database, mail on a page of the site, loopback only."""

from course.settings.base import *  # noqa: F403 - settings modules build on each other; this is Django's idiom.
from course.settings.base import DATA_DIR
from course.settings.secret import kept_secret

SECRET_KEY = kept_secret(DATA_DIR)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
INTERNAL_IPS = ["127.0.0.1", "::1"]

# Sign-in codes must be readable without a mail server: the demo keeps what it sends and shows it on /demo/mail/.
EMAIL_BACKEND = "course.operations.outbox.OutboxEmailBackend"
OUTBOX_DIR = DATA_DIR / "outbox"
DEMO = True
BADGE_KEY_FILE = DATA_DIR / "badge-key.pem"

# The hashing manifest costs 22 seconds at every first start and buys nothing on loopback.
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # Loopback has no certificate; browsers trust it all the same.
SERVES_MEDIA = True
