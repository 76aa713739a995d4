"""Pictures in posts: made new, described, shown to who may read the post, and swept up when nobody uses them."""

from __future__ import annotations

import io
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageCms

from course.blogs import actions, images, pictures
from course.blogs.images import MAX_PIXELS, MAX_SIDE, PictureRefused
from course.blogs.models import Picture, Post
from course.people.models import User
from lessons.richtext import PICTURE_ADDRESS

RED, BLUE = (200, 30, 40), (20, 40, 200)


def photo(size: tuple[int, int] = (80, 40), kind: str = "JPEG", **options: Any) -> bytes:
    """Return a photo: red on the left, blue on the right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, size[0], size[1]))
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def upload_url(post_id: uuid.UUID) -> str:
    return reverse("blogs:pictures", args=[post_id])


def send(client: Client, post_id: uuid.UUID, content: bytes | None = None, **fields: Any) -> Any:
    """Send a picture as the script does."""
    file = SimpleUploadedFile("IMG_0001.svg", photo() if content is None else content, content_type="text/html")
    return client.post(upload_url(post_id), {"picture": file, **fields}, headers={"HX-Request": "true"})


Keep = Callable[..., Picture]


@pytest.fixture
def picture_of(db: None) -> Keep:
    """Return a picture that was uploaded for a post: `picture_of(ada, post.pk)`."""

    def keep(by: User, post_key: uuid.UUID, content: bytes | None = None) -> Picture:
        data = content or photo()
        return pictures.add_picture(
            by=by, post_key=post_key, picture_id=uuid.uuid4(), upload=io.BytesIO(data), size=len(data)
        )

    return keep


@pytest.fixture(autouse=True)
def empty_storage(db: None) -> Iterator[None]:
    """Begin without the photos that a test of another file left, and leave none."""
    empty()
    yield
    empty()


def empty() -> None:
    storage = pictures.storage_of_pictures()
    if storage.exists(pictures.FOLDER):
        for name in storage.listdir(pictures.FOLDER)[1]:
            storage.delete(f"{pictures.FOLDER}/{name}")


# --- Made new --------------------------------------------------------------------------------------------------------


def make(content: bytes) -> tuple[images.Made, Image.Image]:
    made = images.make(io.BytesIO(content), len(content))
    return made, Image.open(io.BytesIO(made.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"])
def test_every_kind_of_photo_becomes_one_that_all_browsers_show(kind: str) -> None:
    made, seen = make(photo(kind=kind))
    assert made.extension in {"jpg", "png", "webp"}
    assert (made.width, made.height) == seen.size == (80, 40)
    left = seen.convert("RGB").getpixel((5, 20))
    assert isinstance(left, tuple)
    assert max(abs(a - b) for a, b in zip(left, RED, strict=True)) < 25


def test_a_photo_stands_upright_and_knows_no_place_and_no_camera() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Turn it a quarter to the right.
    exif[0x010F] = "Geheime camera"
    exif.get_ifd(0x8825)[2] = (52.0, 5.0, 7.0)
    content = photo(
        exif=exif, comment=b"Geheim", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    assert b"Geheime camera" in content
    made, seen = make(content)
    assert seen.size == (40, 80)
    top = seen.convert("RGB").getpixel((20, 5))
    assert isinstance(top, tuple)
    assert top[0] > 150  # Red was on the left and is on top.
    assert not seen.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp"} & seen.info.keys()
    assert b"Geheim" not in made.content


@pytest.mark.parametrize(
    ("size", "becomes"), [((3200, 1000), (1600, 500)), ((900, 4000), (360, 1600)), ((10, 9), (10, 9))]
)
def test_a_photo_is_made_small_enough_for_a_page(size: tuple[int, int], becomes: tuple[int, int]) -> None:
    made, seen = make(photo(size))
    assert (made.width, made.height) == seen.size == becomes
    assert max(seen.size) <= MAX_SIDE


def test_what_can_be_seen_through_stays_so_and_of_a_moving_picture_the_first_one_stays() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (*RED, 0)).save(out, "PNG")
    _made, seen = make(out.getvalue())
    assert seen.convert("RGBA").getpixel((3, 3))[3] == 0  # type: ignore[index]
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, BLUE)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    _made, seen = make(out.getvalue())
    assert getattr(seen, "n_frames", 1) == 1
    assert seen.convert("RGB").getpixel((3, 3))[0] > 150  # type: ignore[index]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "CMYK", "1", "I;16", "RGBA"])
def test_colours_of_any_kind_are_read(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, "TIFF" if mode == "CMYK" else "PNG")
    if mode == "CMYK":
        out = io.BytesIO()
        Image.new(mode, (30, 20)).save(out, "JPEG")
    made, seen = make(out.getvalue())
    assert (made.width, made.height) == seen.size == (30, 20)


def test_colours_of_a_profile_are_counted_over_and_a_broken_profile_does_no_harm() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (b"niets", lab):
        made, seen = make(photo(icc_profile=profile))
        assert made.width == 80
        assert "icc_profile" not in seen.info


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SVG, "geen foto die we kunnen lezen"),
        (b"<html><script>alert(1)</script>", "geen foto die we kunnen lezen"),
        (b"%PDF-1.7 " + b"x" * 500, "geen foto die we kunnen lezen"),
        (photo(kind="TIFF"), "geen foto die we kunnen lezen"),
        (photo(kind="BMP"), "geen foto die we kunnen lezen"),
        (photo((800, 800))[:2000], "beschadigd"),
        (photo((800, 800), "PNG")[:400], "beschadigd"),
        (b"", "leeg"),
        (photo() + b"\0" * images.MAX_BYTES, "13 MB"),
    ],
    ids=["svg", "html", "pdf", "tiff", "bmp", "half a jpeg", "half a png", "empty", "large"],
)
def test_what_is_no_whole_photo_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(PictureRefused, match=said) as refused:
        images.make(io.BytesIO(content), len(content))
    assert str(refused.value).endswith(".")


@cache
def bombs() -> dict[str, bytes]:
    """Return small files that would take much memory or time."""
    flat = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(flat, "PNG")
    large = io.BytesIO()
    Image.new("L", (7_000, 7_000)).save(large, "PNG")
    scans = photo((600, 400), progressive=True)
    last = scans.rfind(b"\xff\xda")
    return {
        "huge png": flat.getvalue(),
        "png just too large": large.getvalue(),
        "gif": photo((4, 4), "GIF").replace(b"GIF87a\x04\x00\x04\x00", b"GIF87a\xff\xff\xff\xff"),
        "jpeg of many scans": scans[:-2] + scans[last:-2] * 5000 + scans[-2:],
    }


@pytest.mark.parametrize("name", ["huge png", "png just too large", "gif", "jpeg of many scans"])
def test_a_bomb_is_refused_before_it_is_unpacked(name: str) -> None:
    content = bombs()[name]
    assert len(content) < images.MAX_BYTES
    began = time.perf_counter()
    with pytest.raises(PictureRefused):
        images.make(io.BytesIO(content), len(content))
    assert time.perf_counter() - began < 1


def test_a_photo_of_forty_million_dots_is_welcome() -> None:
    assert MAX_PIXELS == 8000 * 5000
    out = io.BytesIO()
    Image.new("L", (8000, 5000), 90).save(out, "JPEG")
    assert make(out.getvalue())[0].width == 1600


# --- Uploading -------------------------------------------------------------------------------------------------------


def test_ada_uploads_a_photo_for_a_post_that_is_not_there_yet(ada, as_) -> None:
    post_id = uuid.uuid4()
    page = send(as_(ada), post_id).content.decode()
    kept = Picture.objects.get()
    assert (kept.owner, kept.post_key, kept.post) == (ada, post_id, None)
    assert f'data-markdown="![wat erop staat]({kept.get_absolute_url()})"' in page
    assert f'name="alt-{kept.pk}"' in page
    assert "IMG_0001" not in page + kept.file.name
    assert not Post.objects.exists()


def test_the_same_photo_sent_twice_is_one(ada, as_) -> None:
    post_id, picture_id = uuid.uuid4(), uuid.uuid4()
    answers = [send(as_(ada), post_id, picture_id=picture_id).content for _ in range(2)]
    assert Picture.objects.count() == 1
    assert [answer.count(str(picture_id).encode()) > 0 for answer in answers] == [True, True]
    assert len(pictures.storage_of_pictures().listdir(pictures.FOLDER)[1]) == 1


def test_only_its_author_adds_photos_to_a_post(ada, people, as_, post_of, draft_of) -> None:
    for post in (post_of(ada, "everyone"), draft_of(ada)):
        for name in ("ben", "cleo", "tove", "mona"):
            assert send(as_(people[name]), post.pk).status_code == 404
        assert send(as_(None), post.pk).headers["HX-Redirect"].startswith("/account/login/")
    assert not Picture.objects.exists()


def test_nobody_takes_over_the_id_of_a_photo(ada, ben, as_, picture_of) -> None:
    kept = picture_of(ada, uuid.uuid4())
    assert send(as_(ben), uuid.uuid4(), picture_id=kept.pk).status_code == 404
    assert send(as_(ada), uuid.uuid4(), picture_id=kept.pk).status_code == 404
    kept.refresh_from_db()
    assert kept.owner == ada


def test_a_photo_that_is_refused_leaves_nothing_behind(ada, as_) -> None:
    answer = send(as_(ada), uuid.uuid4(), SVG)
    assert answer.status_code == 422
    assert "Dit is geen foto die we kunnen lezen." in answer.content.decode()
    assert send(as_(ada), uuid.uuid4(), b"").status_code == 422
    assert as_(ada).post(upload_url(uuid.uuid4()), headers={"HX-Request": "true"}).status_code == 422
    assert not Picture.objects.exists()
    assert (
        not pictures.storage_of_pictures().exists(pictures.FOLDER)
        or not pictures.storage_of_pictures().listdir(pictures.FOLDER)[1]
    )


def test_a_post_takes_so_many_photos_and_a_person_so_much(ada, as_, picture_of, monkeypatch) -> None:
    monkeypatch.setattr(pictures, "MAX_PER_POST", 2)
    post_id = uuid.uuid4()
    for _ in range(2):
        picture_of(ada, post_id)
    assert "horen al 2 foto’s" in send(as_(ada), post_id).content.decode()
    assert send(as_(ada), uuid.uuid4()).status_code == 200
    monkeypatch.setattr(pictures, "MAX_TOTAL", 100)
    assert "Je foto’s nemen samen" in send(as_(ada), uuid.uuid4()).content.decode()
    assert Picture.objects.count() == 3


def test_a_photo_that_cannot_be_stored_leaves_no_file(ada, picture_of, monkeypatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Picture, "save", fail)
    with pytest.raises(RuntimeError):
        picture_of(ada, uuid.uuid4())
    assert pictures.storage_of_pictures().listdir(pictures.FOLDER)[1] == []


def test_without_scripts_the_editor_comes_back_with_the_words_and_the_photo(ada, as_, place) -> None:
    post_id = uuid.uuid4()
    address = f"{upload_url(post_id)}?opdracht={place.blog_thing.pk}"
    typed = {"title": "Mijn kast", "source": "Dit is mijn kast.", "version": 0, "visibility": "me"}
    page = as_(ada).post(address, {**typed, "picture": SimpleUploadedFile("a.jpg", photo())}).content.decode()
    kept = Picture.objects.get()
    assert 'value="Mijn kast"' in page
    assert f"Dit is mijn kast.\n\n![wat erop staat]({kept.get_absolute_url()})" in page
    assert "Je foto staat onderaan je verhaal." in page
    assert "Wat is er te zien op foto 1?" in page
    assert f"opdracht={place.blog_thing.pk}" in page
    page = as_(ada).post(address, typed).content.decode()
    assert "Kies eerst een foto." in page
    assert "Dit is mijn kast." in page


# --- What it shows, in words -----------------------------------------------------------------------------------------


def form(source: str, **fields: Any) -> dict[str, Any]:
    return {"title": "Mijn kast", "source": source, "version": 0, "visibility": "group", "doe": "publiceer", **fields}


def test_a_photo_that_says_nothing_is_not_published_and_nothing_is_lost(ada, as_, picture_of) -> None:
    post_id = uuid.uuid4()
    first, second = picture_of(ada, post_id), picture_of(ada, post_id)
    source = f"Kijk!\n\n![De kast]({first.get_absolute_url()})\n\n![wat erop staat]({second.get_absolute_url()})"
    edit = reverse("blogs:edit", args=[post_id])
    page = as_(ada).post(edit, form(source)).content.decode()
    assert "Foto 2 heeft nog geen beschrijving. Schrijf in één zin wat erop te zien is." in page
    assert f'<a href="#id_alt-{second.pk}">' in page
    assert f'<img src="{second.get_absolute_url()}" alt="Foto 2">' in page
    assert f'name="alt-{first.pk}"' not in page
    assert "(hoeft niet)" not in page.partition(f'for="id_alt-{second.pk}"')[2].partition("</label>")[0]
    assert source in page
    assert not Post.objects.exclude(published_at=None).exists()

    answer = as_(ada).post(edit, form(source, **{f"alt-{second.pk}": "Een [rode] fiets\n"}))
    assert answer.status_code == 302
    post = Post.objects.get()
    assert f"![De kast]({first.get_absolute_url()})" in post.source
    assert f"![Een (rode) fiets]({second.get_absolute_url()})" in post.source
    assert 'alt="Een (rode) fiets"' in post.html


@pytest.mark.parametrize(
    "written",
    ["![]({url})", "![  ]({url})", "![wat erop staat]({url})", "![Wat Erop Staat]({url} \"x\")", "![...]({url})",
     "![][k]\n\n[k]: {url}", "[![]({url})](https://x.nl)", "![a]({url}) ![]({url})"],
)  # fmt: skip
def test_no_way_of_writing_a_photo_goes_without_words(written: str, ada, as_, picture_of) -> None:
    post_id = uuid.uuid4()
    source = written.replace("{url}", picture_of(ada, post_id).get_absolute_url())
    page = as_(ada).post(reverse("blogs:edit", args=[post_id]), form(f"Kijk!\n\n{source}")).content.decode()
    assert "Foto 1 heeft nog geen beschrijving." in page


def test_a_draft_is_kept_without_and_takes_the_words_along(ada, as_, picture_of) -> None:
    post_id = uuid.uuid4()
    kept = picture_of(ada, post_id)
    source = f"Kijk!\n\n![wat erop staat]({kept.get_absolute_url()})"
    edit = reverse("blogs:edit", args=[post_id])
    assert as_(ada).post(edit, form(source, doe="concept")).status_code == 302
    assert f'name="alt-{kept.pk}"' in as_(ada).get(edit).content.decode()
    as_(ada).post(edit, form(source, doe="concept", version=1, **{f"alt-{kept.pk}": "De kast"}))
    assert Post.objects.get().source == f"Kijk!\n\n![De kast]({kept.get_absolute_url()})"
    assert f'name="alt-{kept.pk}"' not in as_(ada).get(edit).content.decode()


def test_the_words_in_the_text_are_the_ones_that_count() -> None:
    kept = uuid.uuid4()
    source = f"![De kast](/blogs/foto/{kept}/)"
    assert pictures.described(source, {kept: "Iets anders"}) == source
    assert pictures.described(f"![](/blogs/foto/{kept}/)", {kept: "De kast"}) == source
    assert pictures.described(f"![](/blogs/foto/{kept}/)", {}) == f"![](/blogs/foto/{kept}/)"


@pytest.mark.parametrize(
    "words", ["De *kast* met `boeken`", "a](https://x.nl) <b>", "\\[kast\\]", '"><script>', "1 & 2"]
)
def test_whatever_the_words_are_the_photo_stays_a_photo(words: str) -> None:
    kept = uuid.uuid4()
    source = pictures.described(f"![](/blogs/foto/{kept}/)", {kept: words})
    assert pictures.undescribed(source) == []
    assert f"({pictures.address_of(kept)})" in source


def test_the_pattern_of_the_renderer_is_the_address_of_a_photo() -> None:
    assert PICTURE_ADDRESS.fullmatch(pictures.address_of(uuid.uuid4()))


# --- Shown to who may read the post ----------------------------------------------------------------------------------

LEVELS = {
    "me": {"ada"},
    "trainer": {"ada", "tove"},
    "group": {"ada", "ben", "tove"},
    "everyone": {"ada", "ben", "cleo", "mona", "tove", "nobody"},
}


def who_sees(kept: Picture, people: dict[str, User | None], as_: Callable[[User | None], Client]) -> set[str]:
    seen = set()
    for name, person in people.items():
        answer = as_(person).get(kept.get_absolute_url())
        assert answer.status_code in {200, 404}
        if answer.status_code == 200:
            seen.add(name)
    return seen


@pytest.mark.parametrize("level", LEVELS)
def test_a_photo_is_there_for_who_may_read_its_post_and_for_nobody_else(
    level: str, ada, people, as_, post_of, picture_of
) -> None:
    post = post_of(ada, level)
    kept = picture_of(ada, post.pk)
    assert who_sees(kept, people, as_) == LEVELS[level]
    actions.withdraw(by=ada, post=post)
    assert who_sees(kept, people, as_) == {"ada"}
    Post.objects.filter(pk=post.pk).update(published_at=timezone.now(), hidden_at=timezone.now())
    assert who_sees(kept, people, as_) == {"ada"} | ({"tove"} & LEVELS[level])
    actions.delete_post(by=ada, post=post)
    assert who_sees(kept, people, as_) == {"ada"}


def test_a_photo_of_a_draft_or_of_no_post_is_its_owners(ada, people, as_, draft_of, picture_of) -> None:
    for post_id in (draft_of(ada).pk, uuid.uuid4()):
        assert who_sees(picture_of(ada, post_id), people, as_) == {"ada"}


def test_a_browser_that_has_the_photo_hears_nothing_of_it_after_it_was_withdrawn(
    ada, ben, as_, post_of, picture_of
) -> None:
    post = post_of(ada, "group")
    kept = picture_of(ada, post.pk)
    client = as_(ben)
    etag = client.get(kept.get_absolute_url())["ETag"]
    again = {"If-None-Match": etag}
    unchanged = client.get(kept.get_absolute_url(), headers=again)
    assert unchanged.status_code == 304
    assert unchanged["Cache-Control"] == "private, no-cache"
    actions.withdraw(by=ada, post=post)
    for headers in (again, {"If-None-Match": "*"}, {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}):
        assert client.get(kept.get_absolute_url(), headers=headers).status_code == 404


def test_a_photo_is_only_ever_a_photo(ada, as_, post_of, picture_of) -> None:
    kept = picture_of(ada, post_of(ada, "everyone").pk)
    answer = as_(None).get(kept.get_absolute_url())
    assert answer["Content-Type"] in {"image/jpeg", "image/png", "image/webp"}
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"] == f'inline; filename="foto-{kept.pk.hex[:8]}.{kept.extension}"'
    assert answer["Cache-Control"] == "private, no-cache"
    assert b"".join(answer.streaming_content) == kept.file.open().read()  # type: ignore[attr-defined]
    assert as_(None).post(kept.get_absolute_url()).status_code == 405
    pictures.storage_of_pictures().delete(kept.file.name)
    assert as_(None).get(kept.get_absolute_url()).status_code == 404


def test_a_photo_of_ben_in_adas_post_keeps_the_readers_of_bens_post(ada, ben, people, as_, post_of, picture_of) -> None:
    bens = post_of(ben, "trainer")
    kept = picture_of(ben, bens.pk)
    adas = post_of(ada, "everyone", source=f"![Van Ben]({kept.get_absolute_url()})")
    assert kept.get_absolute_url() in adas.html
    assert who_sees(kept, people, as_) == {"ben", "tove"}


def test_a_photo_that_cleo_hangs_on_adas_post_is_not_shown_with_it(ada, cleo, people, as_, picture_of, post_of) -> None:
    """She knew the id before the post was there; a picture belongs to a post of its own owner."""
    post = post_of(ada, "everyone")
    kept = picture_of(cleo, uuid.uuid4())
    Picture.objects.filter(pk=kept.pk).update(post_key=post.pk)
    kept.refresh_from_db()
    assert who_sees(kept, people, as_) == {"cleo"}
    assert kept.post is None


def test_showing_a_photo_costs_the_same_for_2_and_for_50(ada, ben, as_, post_of, picture_of) -> None:
    def cost() -> int:
        client = as_(ben)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(kept.get_absolute_url()).status_code == 200
        return len(queries)

    kept = picture_of(ada, post_of(ada, "group").pk)
    few = cost()
    rows = Picture.objects.filter(pk=kept.pk).values(
        "owner_id", "post_key", "file", "extension", "width", "height", "size"
    )
    Picture.objects.bulk_create([Picture(**rows[0]) for _ in range(50)])
    for _ in range(10):
        post_of(ada, "group")
    assert cost() == few <= 5


# --- Sweeping up -----------------------------------------------------------------------------------------------------


def test_photos_of_no_post_are_swept_up_after_a_week_and_others_stay(ada, draft_of, picture_of, capsys) -> None:
    draft, deleted = draft_of(ada), draft_of(ada)
    used, lost, loose = picture_of(ada, draft.pk), picture_of(ada, deleted.pk), picture_of(ada, uuid.uuid4())
    actions.delete_post(by=ada, post=deleted)
    assert pictures.sweep_pictures() == 0
    assert pictures.sweep_pictures(timezone.now() + timedelta(days=7, minutes=1)) == 2
    assert list(Picture.objects.all()) == [used]
    storage = pictures.storage_of_pictures()
    assert storage.exists(used.file.name)
    assert not storage.exists(lost.file.name)
    assert not storage.exists(loose.file.name)
    call_command("sweep_pictures")
    assert "Removed 0 files." in capsys.readouterr().out


def test_files_are_looked_for_where_the_field_puts_them(ada, picture_of, settings) -> None:
    settings.STORAGES = {**settings.STORAGES}  # Django then makes all storages anew, but not that of the field.
    kept = picture_of(ada, uuid.uuid4())
    assert pictures.storage_of_pictures().exists(kept.file.name)
    assert pictures.sweep_pictures() == 0


def test_the_files_of_somebody_who_was_erased_are_swept_up(ada, cleo, picture_of) -> None:
    kept, mine = picture_of(cleo, uuid.uuid4()), picture_of(ada, uuid.uuid4())
    cleo.delete()
    assert pictures.storage_of_pictures().exists(kept.file.name)
    assert pictures.sweep_pictures() == 0  # It might be an upload of this moment.
    assert pictures.sweep_pictures(timezone.now() + timedelta(days=2)) == 1
    assert not pictures.storage_of_pictures().exists(kept.file.name)
    assert pictures.storage_of_pictures().exists(mine.file.name)
