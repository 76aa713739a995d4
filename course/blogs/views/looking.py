"""Looking through somebody else's eyes: what others see of my post."""

from __future__ import annotations

import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from course.blogs.ladder import Reader, opens_for
from course.blogs.models import Post
from course.blogs.tasks import module_number
from course.blogs.views import SignedIn


@require_safe
@login_required
def view_as(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """My post as each kind of reader finds it, or that she does not find it. `als` chooses one. One query for it."""
    post = get_object_or_404(Post.objects.published().for_page(), pk=post_id, author=request.user)
    by_value = {reader.value: reader for reader in Reader}
    chosen = by_value.get(request.GET.get("als", ""), Reader.GROUP)
    context = {
        "post": post,
        "readers": [(reader, opens_for(post, reader)) for reader in Reader],
        "chosen": chosen,
        "opens": opens_for(post, chosen),
        "module": module_number(post.thing),
    }
    return render(request, "blogs/view_as.html", context)
