"""Images, sound and files among the parts of a message: what they are, never where to fetch them from. Pure.

Every vendor writes them in its own way, but with the same few words one or two levels down.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ..canonical import Json

# Pictures and sound that browsers decode without running anything; in the page itself up to a size that does not weigh.
SHOWN_TYPES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
SOUND_TYPES = frozenset(
    f"audio/{name}" for name in ("aac", "flac", "m4a", "mp3", "mp4", "mpeg", "ogg", "opus", "wav", "webm", "x-wav")
)
SHOWN_BYTES = 200_000

_TYPES = frozenset(
    {"image", "image_url", "input_image", "output_image", "image_file", "audio", "input_audio", "output_audio"}
    | {"video", "video_url", "input_video", "file", "input_file", "document", "document_url", "media"}
    | {"container_upload"}
)
# Gemini's and Bedrock's parts have no type: their only key says what they are.
_KEYS = ("inlineData", "inline_data", "fileData", "file_data", "image", "document", "video", "audio")

_NAMES = ("filename", "file_name", "file", "name", "title")
_MEDIA_TYPES = ("media_type", "mimeType", "mime_type", "content_type", "format")
_CONTENTS = ("data", "bytes", "file_data", "b64_json", "audio")
_PLACES = ("url", "image_url", "video_url", "document_url", "fileUri", "file_uri", "file_url")
_IDS = ("file_id", "fileId", "id")
_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?((?:;[^,;]*)*),", re.ASCII)
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}\Z")


@dataclass(frozen=True, slots=True)
class Media:
    """One image, sound or file. `content` is its bytes in base64, or empty."""

    kind: ClassVar[str] = "media"
    what: str  # image, audio, video, file
    name: str
    media_type: str
    size_bytes: int | None
    place: str
    content: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown as a picture."""
        return bool(self.content) and self.media_type in SHOWN_TYPES

    @property
    def is_sound(self) -> bool:
        """Whether it can be played."""
        return bool(self.content) and self.media_type in SOUND_TYPES

    @property
    def source(self) -> str:
        """A data URL that is safe to show, or empty."""
        is_small = self.size_bytes is not None and self.size_bytes < SHOWN_BYTES
        is_safe = self.is_picture or self.is_sound
        return f"data:{self.media_type};base64,{self.content}" if is_small and is_safe else ""


def type_of(part: Mapping[str, Json]) -> str:
    """The word a part says it is; empty where it says none."""
    word = part.get("type")
    return word if isinstance(word, str) else ""


def is_media(part: Mapping[str, Json]) -> bool:
    """Whether a part of a message is an image, sound or file."""
    if type_of(part) in _TYPES or (type_of(part) == "multipart" and "filename" in part):
        return True
    return "type" not in part and any(isinstance(part.get(key), dict) for key in _KEYS)


def media(part: Mapping[str, Json]) -> Media:
    """What a part says about its image, sound or file."""
    place, content = _first(part, _PLACES), _first(part, _CONTENTS)
    media_type = _first(part, _MEDIA_TYPES)
    inline = _DATA_URL.match(content or place)
    if inline:
        content, place = (content or place)[inline.end() :], ""
        media_type = inline[1] or media_type
    what = _what(part, media_type)
    if media_type and "/" not in media_type:  # Bedrock and OpenAI's audio name a format
        media_type = f"{what}/{media_type}" if what != "file" else media_type
    return Media(
        what=what,
        name=_first(part, _NAMES),
        media_type=media_type.replace("image/jpg", "image/jpeg"),
        size_bytes=_size(part, content),
        place=place or _first(part, _IDS),
        content=content if _BASE64.match(content) else "",
    )


def _levels(part: Mapping[str, Json], depth: int = 3) -> Iterator[Mapping[str, Json]]:
    """The part and the objects inside it, outermost first."""
    yield part
    if depth > 1:
        for value in part.values():
            if isinstance(value, dict):
                yield from _levels(value, depth - 1)


def _first(part: Mapping[str, Json], names: tuple[str, ...]) -> str:
    texts = (level.get(name) for level in _levels(part) for name in names)
    return next((text for text in texts if isinstance(text, str) and text), "")


def _what(part: Mapping[str, Json], media_type: str) -> str:
    words = f"{media_type} {type_of(part)} {' '.join(part)}"
    return next((what for what in ("image", "audio", "video") if what in words), "file")


def _size(part: Mapping[str, Json], content: str) -> int | None:
    if not content:
        sizes = [level["size"] for level in _levels(part) if isinstance(level.get("size"), int)]
        return sizes[0] if sizes else None
    if _BASE64.match(content):
        return len(content) * 3 // 4 - content[-2:].count("=")
    return len(content.encode("utf-8", "surrogatepass"))
