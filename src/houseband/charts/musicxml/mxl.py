"""Compressed MusicXML (``.mxl``): a zip file whose ``META-INF/container.xml`` names the score inside.

Nothing is ever unpacked to disk, so a member's path cannot do harm; sizes are checked before and while reading.
Container: https://www.w3.org/2021/06/musicxml40/tutorial/compressed-mxl-files/
"""

import io
import xml.etree.ElementTree as ET
import zipfile
import zlib

from houseband.errors import ChartError

MAX_MEMBER_BYTES = 50_000_000  # a full orchestral score is a few megabytes
MAX_RATIO = 500  # scores shrink 10 to 60 times; deflate cannot do more than about 1,030
_CONTAINER = "META-INF/container.xml"


_MEDIA_TYPE = "application/vnd.recordare.musicxml"
_SCORE = "score.musicxml"


def is_compressed(data: bytes) -> bool:
    """Whether these bytes are a zip file."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def unpack(data: bytes, name: str, suffix: str = "") -> bytes:
    """The bytes of the score in a compressed file. Raises ChartError for what is damaged, locked or far too big.

    ``suffix``: the score is the member with this ending that lies in no folder, whatever the container says.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            path = _at_the_top(archive, suffix, name) if suffix else _score_path(archive, name)
            return _member(archive, path, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        # RuntimeError is zipfile's word for a member locked with a password.
        raise ChartError(
            f"a damaged or locked {suffix or '.mxl'} file: {error}", name, hint="export it again"
        ) from None


def _at_the_top(archive: zipfile.ZipFile, suffix: str, name: str) -> str:
    found = [path for path in archive.namelist() if path.lower().endswith(suffix)]
    found.sort(key=lambda path: path.count("/"))
    if not found:
        raise ChartError("the compressed file has no score in it", name, hint="is it the right file?")
    return found[0]


def _score_path(archive: zipfile.ZipFile, name: str) -> str:
    paths = archive.namelist()
    if _CONTAINER in paths:
        try:
            container = ET.fromstring(_member(archive, _CONTAINER, name))
        except (ET.ParseError, LookupError, ValueError):  # broken, or in an encoding that nobody knows
            # A title such as "Rock & Roll" breaks the container that some programs write; the score is there.
            container = ET.Element("container")
        for element in container.iter():
            path = element.get("full-path", "")
            # The first root file is the score; later ones are other renderings of it, such as a PDF.
            if element.tag.rpartition("}")[2] == "rootfile" and path:
                if path in paths:
                    return path
                raise ChartError(f"the .mxl file names {path!r} as its score, but has no such member", name)
    scores = [path for path in paths if not path.startswith("META-INF/") and path.lower().endswith(("xml", "musicxml"))]
    if not scores:
        raise ChartError("the .mxl file has no score in it", name, hint="is it the right file?")
    return scores[0]


def _member(archive: zipfile.ZipFile, path: str, name: str) -> bytes:
    info = archive.getinfo(path)
    if info.file_size > MAX_MEMBER_BYTES or info.file_size > MAX_RATIO * max(info.compress_size, 1_000):
        raise ChartError(f"{path!r} in the .mxl file would unpack to {info.file_size:,} bytes", name)
    with archive.open(info) as member:
        data = member.read(MAX_MEMBER_BYTES + 1)
    if len(data) > MAX_MEMBER_BYTES:
        raise ChartError(f"{path!r} in the .mxl file is bigger than it says", name)
    return data


def pack(score: bytes) -> bytes:
    """The compressed file of a score; the same bytes whenever it is made."""
    container = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<container><rootfiles>'
        f'<rootfile full-path="{_SCORE}" media-type="{_MEDIA_TYPE}+xml"/></rootfiles></container>\n'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, data in (("mimetype", _MEDIA_TYPE.encode()), (_CONTAINER, container.encode()), (_SCORE, score)):
            # The media type stands first and uncompressed, so that a file is known by its first bytes.
            how = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(path), data, how)
    return buffer.getvalue()
