"""What every installation shares. Anything that differs comes from the environment, through environment.py."""

from pathlib import Path

from csp.constants import NONE, SELF

from course.settings import environment

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(environment.text("DATA_DIR", str(BASE_DIR / "var")))
"""The folder for all that this installation writes: the embedded database, uploads, collected static files."""

DEBUG = False
SITE_NAME = environment.text("SITE_NAME", "23 dingen")
CONTACT_EMAIL = environment.text("CONTACT_EMAIL", "hulp@dingen.invalid")
SECURITY_EMAIL = environment.text("SECURITY_EMAIL", CONTACT_EMAIL)

INSTALLED_APPS = [
    # Ours come first, so that their templates beat Wagtail's and allauth's.
    "course.operations",
    "course.study",
    "course.reports",
    "course.evaluations",
    "course.progress",
    "course.blogs",
    "course.answers",
    "course.cohorts",
    "course.notifications",
    "course.people",
    "course.people.apps.WagtailUsersConfig",
    "lessons",
    "wagtail.contrib.table_block",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "course.operations.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "course.people.sign_in.sessions.session_ages",
    "course.people.middleware.language",
    "course.cohorts.middleware.GroupsFollowRoles",
    "course.operations.middleware.private_pages",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "course.people.sign_in.second_step.second_step_first",
    "allauth.account.middleware.AccountMiddleware",
    "course.operations.signed_out.signed_out_forms",
]

ROOT_URLCONF = "course.urls"
WSGI_APPLICATION = "course.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "course.study.context_processors.menu",
            ],
        },
    }
]

DATABASES = {"default": environment.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits must hold over all processes of this machine: one cache in the database, not one a process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Past this number a third is thrown away, counts of who tried too often among them; 300 by default.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Of one process, so without a query: for what may be some minutes old and costs little to find again.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}

# --- Who comes in: allauth is the only door, for the site and for Wagtail ---------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "study:my_course"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "course.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "course.people.forms.LoginForm",
    "reauthenticate": "course.people.sign_in.forms.PasswordAgainForm",
    "request_login_code": "course.people.forms.RequestLoginCodeForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # Her old address hears of a new one, and of every other change of her ways in.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

# What stands in our own rows (IdentityProvider) is what allauth works with: nothing is kept in its SocialApp.
SOCIALACCOUNT_ADAPTER = "course.people.sign_in.social_adapter.SocialAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_REQUIRED = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "bij"

# A second step: an app that shows codes, a key or a passkey, and codes on paper for when those are gone.
MFA_ADAPTER = "course.people.sign_in.mfa_adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "course.people.sign_in.forms.AuthenticateForm",
    "reauthenticate": "course.people.sign_in.forms.ReauthenticateForm",
    "activate_totp": "course.people.sign_in.forms.ActivateForm",
    "add_webauthn": "course.people.sign_in.forms.AddPasskeyForm",
    "edit_webauthn": "course.people.sign_in.forms.RenamePasskeyForm",
}
MFA_REQUIRED = environment.flag("MFA_REQUIRED", default=False)
"""Whether trainers, managers and coordinators must have a second step. Off here; production turns it on."""
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # A phone whose clock is half a minute off still lets its owner in.

# Rate limits. Of one internet address much is let through: behind it may sit a hundred people of one library, at nine
# o'clock. Of one account little: five wrong passwords in five minutes, three codes a minute. Wrong passwords of many
# accounts are few again. TRUSTED_PROXY_COUNT tells how many proxies stand in front; without it no header is believed.
ACCOUNT_RATE_LIMITS = {
    "login": "200/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "request_login_code": "200/m/ip,3/m/key",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "200/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXY_COUNT", 0)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "course.people.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "course.people.passwords.NotAboutYou",
        "OPTIONS": {"user_attributes": ["email", "name", "screen_name"]},
    },
    {"NAME": "course.people.passwords.NotCommon"},
]

SESSION_COOKIE_AGE = 14 * 24 * 3600  # Two weeks: a shift worker who was away a weekend must not sign in again.
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "course.operations.views.csrf_failure"

# --- What a browser may do ---------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail's preview panel is a frame of our own.

# --- Badges: the key that signs them ------------------------------------------------------------------------------

BADGE_KEY = environment.signing_key("BADGE_KEY")
BADGE_KEY_FILE: Path | None = None
"""Where an installation without BADGE_KEY keeps a key that it makes itself; None: then it signs no badges."""

# --- Language and time -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "course" / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# --- Files -------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
SERVES_MEDIA = False
"""Whether Django itself serves uploads: only where no web server stands in front."""
PRIVATE_MEDIA_ROOT = DATA_DIR / "private"
"""Files of participants: no web server ever serves this folder; a view does, to those who may read them."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_MEDIA_ROOT, "base_url": None},
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's editor posts every block of a long ding as fields.

# --- Mail --------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <{CONTACT_EMAIL}>")
BOUNCE_EMAIL = environment.text("BOUNCE_EMAIL", "")
"""Where mail servers send what could not be delivered, for `manage.py read_bounces`; empty: to DEFAULT_FROM_EMAIL."""

# --- Wagtail -----------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = environment.text("BASE_URL", "http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILADMIN_PERMITTED_LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
WAGTAIL_DATE_FORMAT = "%d-%m-%Y"
WAGTAIL_DATETIME_FORMAT = "%d-%m-%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAILIMAGES_IMAGE_MODEL = "lessons.CourseImage"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif", "heic"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "xlsx", "ods", "csv", "txt", "zip"]
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []  # A video address is kept as a link; nothing asks a third party.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "dutch"},
}

# --- Work after the answer: a queue in our own database, which `manage.py db_worker` does -------------------------

# Wagtail puts the upkeep of its own indexes in it too.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_keys": {"()": "course.settings.log_lines.WithoutKeys"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_keys"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
