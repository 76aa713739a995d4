"""Where people meet Wagtail's admin. Each hook is a few lines that call a named function."""

from wagtail import hooks

from course.people.sign_in.admin import IdentityProviderViewSet


@hooks.register("register_admin_viewset")
def identity_provider_viewset() -> IdentityProviderViewSet:
    return IdentityProviderViewSet("identity_providers", url_prefix="inloggen-van-organisaties")
