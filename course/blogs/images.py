"""A photo made new from whatever somebody uploaded: upright, without what the camera noted, of a modest size.

Nothing of the uploaded bytes is kept, so a file that is two things at once is only a photo afterwards. What a file is
called and what its sender says it is count for nothing.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from typing import IO, Final

# Teaches Pillow to read HEIC, the photos of phones.
import willow.plugins.pillow  # type: ignore[import-untyped]  # noqa: F401
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

logger = logging.getLogger(__name__)

MAX_BYTES: Final = 12 * 1024 * 1024
MAX_PIXELS: Final = 40_000_000
MAX_SIDE: Final = 1600
"""Pixels: as wide as a text is shown on a sharp screen."""
MAX_SCANS: Final = 100
"""Passes over a progressive JPEG; a camera writes ten. Thousands, in a small file, keep a worker busy for minutes."""
FEW_COLOURS: Final = 4_096
LIGHT_BYTES: Final = 600_000
"""What has so few colours and so few bytes as PNG is a drawing or a screenshot, and stays as sharp as that."""

_READS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")
_START_OF_SCAN: Final = b"\xff\xda"


class PictureRefused(ValueError):  # noqa: N818 - to its sender it is no error, but an answer
    """A file that we do not keep. Its message is a whole sentence for the writer, in her language."""


@dataclass(frozen=True)
class Made:
    """A new picture: its bytes, the extension of its kind (jpg, png, webp), and its size in pixels."""

    content: bytes
    extension: str
    width: int
    height: int


def make(upload: IO[bytes], size: int) -> Made:
    """Return the picture in this file of `size` bytes. Raises PictureRefused, and nothing else.

    A file that is too large in any way is refused by what its first bytes say, before it is unpacked.
    """
    if size > MAX_BYTES:
        raise PictureRefused(
            _("Deze foto is %(size)s MB en er past hooguit %(limit)s MB. Maak hem eerst kleiner.")
            % {"size": -(-size // 1024**2), "limit": MAX_BYTES // 1024**2}
        )
    data = upload.read(MAX_BYTES + 1)
    if not data:
        raise PictureRefused(_("Dit bestand is leeg. Kies een andere foto."))
    try:
        with Image.open(io.BytesIO(data), formats=_READS) as opened:
            _refuse_bomb(opened, data)
            return _packed(_small(opened))
    except PictureRefused:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise PictureRefused(
            _("Dit is geen foto die we kunnen lezen. Kies een JPEG, PNG, WebP, GIF, HEIC of AVIF.")
        ) from error
    except Exception as error:
        # Seven decoders of other people read a stranger's bytes here; each has its own way to fail.
        logger.info("A picture could not be read", exc_info=True)
        raise PictureRefused(
            _("Deze foto is beschadigd of niet compleet. Sla hem opnieuw op of kies een andere.")
        ) from error


def _too_many_pixels() -> PictureRefused:
    return PictureRefused(
        _("Deze foto heeft meer dan %(limit)s miljoen beeldpunten. Maak hem eerst kleiner.")
        % {"limit": MAX_PIXELS // 1_000_000}
    )


def _refuse_bomb(opened: Image.Image, data: bytes) -> None:
    """Raise when unpacking would cost more than a photo does. Reads what is there, unpacks nothing."""
    if opened.width * opened.height > MAX_PIXELS:
        raise _too_many_pixels()
    if opened.format in {"JPEG", "MPO"} and data.count(_START_OF_SCAN) > MAX_SCANS:
        raise PictureRefused(_("Deze foto is op een vreemde manier verpakt. Sla hem opnieuw op als JPEG."))


def _small(opened: Image.Image) -> Image.Image:
    """Return the first frame, upright, in colours that every screen knows, at most MAX_SIDE high and wide."""
    opened.draft("RGB", (MAX_SIDE, MAX_SIDE))  # A JPEG unpacks at once to about the size we need.
    profile = opened.info.get("icc_profile")
    picture = ImageOps.exif_transpose(opened)
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2)
    return _in_srgb(picture, profile)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in RGB or RGBA; colours of its own profile are counted over, because the profile goes."""
    if picture.mode.startswith(("I", "F")):  # Sixteen bits a pixel, as scanners write.
        picture = picture.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if profile and picture.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            counted = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode)
            if counted is not None:
                return counted
        except (ImageCms.PyCMSError, OSError, ValueError):
            logger.info("The colours of a picture could not be counted over", exc_info=True)
    return picture.convert(mode)


def _packed(picture: Image.Image) -> Made:
    """Return the file: a photo as JPEG, what has few colours as PNG, what one can see through otherwise as WebP."""
    bare = Image.new(picture.mode, picture.size)  # No note of the camera comes along with the pixels alone.
    bare.paste(picture)
    if bare.getcolors(FEW_COLOURS) is not None:
        drawing = _saved(bare, "PNG", optimize=True)
        if len(drawing) <= LIGHT_BYTES:
            return Made(drawing, "png", *bare.size)
    if bare.mode == "RGBA":
        return Made(_saved(bare, "WEBP", quality=85), "webp", *bare.size)
    return Made(_saved(bare, "JPEG", quality=82, progressive=True), "jpg", *bare.size)


def _saved(picture: Image.Image, kind: str, **options: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
