"""Fill `search_text` of the posts that were there before there was searching.

A small copy of course.blogs.search.fold, because that one may change: whatever is saved later is folded anew anyway.
"""

import html
import re
import unicodedata

from django.db import migrations

AT_A_TIME = 500
BETWEEN_BLOCKS = re.compile(r"</(?:p|li|h[1-6]|blockquote|pre|td|th|figcaption)>|<br ?/?>")
TAG = re.compile(r"<[^>]*>")


def fold(text):
    pieces = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(one for one in pieces if unicodedata.category(one) not in ("Mn", "Cf", "Cs"))
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", " ", plain.replace("’", "'").replace("‘", "'"))


def words_of(post):
    plain = html.unescape(TAG.sub("", BETWEEN_BLOCKS.sub("\n", post.html)))
    lines = [" ".join(line.split()) for line in plain.splitlines()]
    tags = sorted(tag.name for tag in post.tags.all())
    return fold("\n".join([" ".join(post.title.split()), *filter(None, lines), *tags]))


def fill(apps, _schema_editor):
    Post = apps.get_model("blogs", "Post")
    empty = Post.objects.filter(search_text="")
    keys = list(empty.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_A_TIME):
        posts = list(Post.objects.filter(pk__in=keys[start : start + AT_A_TIME]).prefetch_related("tags"))
        for post in posts:
            post.search_text = words_of(post)
        Post.objects.bulk_update(posts, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [
        ("blogs", "0004_writing_reading_meeting"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
