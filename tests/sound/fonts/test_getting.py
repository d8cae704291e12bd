"""Libraries are fetched from a server here: whole, in parts, spoilt and hostile. No test leaves this machine."""

import errno
import gzip
import hashlib
import io
import json
import random
import tarfile
import threading
import urllib.parse
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from font_writer import sine
from small_band import band

from houseband.cli import main
from houseband.errors import SoundError
from houseband.sound.fonts.getting import Library, from_url, get, libraries, library
from houseband.sound.fonts.opening import open_font
from houseband.sound.fonts.unpacking import MARKER


@dataclass
class Shop:
    """What the server has, how it behaves, and what was asked of it."""

    files: dict[str, bytes] = field(default_factory=dict)
    has_ranges: bool = True
    breaks_after: int | None = None
    """After so many bytes of an answer the connection ends."""
    is_chunked: bool = False
    """It sends chunks, and nobody knows beforehand how many."""
    version: str = '"1"'
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def library(self, path: str, name: str = "small", sha256: str = "") -> Library:
        return Library(name, "Small", self.address + path, "CC0", sha256=sha256)


def chunked(content: bytes, is_whole: bool) -> bytes:
    """RFC 9112, §7.1: in chunks of 4,096 bytes, the last of them torn if it is not whole."""
    starts = range(0, len(content), 4096)
    sent = b"".join(b"1000\r\n" + content[start : start + 4096] + b"\r\n" for start in starts[:-1])
    last = content[starts[-1] :]
    return sent + (b"%x\r\n%s\r\n0\r\n\r\n" % (len(last), last) if is_whole else b"1000\r\n" + last)


@pytest.fixture
def shop() -> Iterator[Shop]:
    one = Shop()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            one.asked.append(dict(self.headers))
            path = urllib.parse.unquote(self.path.partition("?")[0])
            if path.startswith("/to/"):
                self.send_response(302)
                self.send_header("Location", path[4:])
                self.end_headers()
                return
            content = one.files.get(path)
            if content is None:
                self.send_error(404)
                return
            begin = 0
            wanted = self.headers.get("Range")
            if one.has_ranges and wanted and self.headers.get("If-Range") == one.version:
                begin = int(wanted.removeprefix("bytes=").removesuffix("-"))
                if begin >= len(content):
                    self.send_response(416)
                    self.send_header("Content-Range", f"bytes */{len(content)}")
                    self.end_headers()
                    return
                self.send_response(206)
                self.send_header("Content-Range", f"bytes {begin}-{len(content) - 1}/{len(content)}")
            else:
                self.send_response(200)
            if one.is_chunked:
                self.send_header("Transfer-Encoding", "chunked")
            else:
                self.send_header("Content-Length", str(len(content) - begin))
            if one.version:
                self.send_header("ETag", one.version)
            self.end_headers()
            sent = content[begin:][: one.breaks_after]
            self.wfile.write(chunked(sent, one.breaks_after is None) if one.is_chunked else sent)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield one
    server.shutdown()
    thread.join()
    server.server_close()


CONTENT = band().to_bytes()


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def packed_tar(mode: str, **members: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=f"w:{mode}") as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def spoiled(content: bytes, place: int) -> bytes:
    return content[:place] + bytes(byte ^ 0xFF for byte in content[place : place + 8]) + content[place + 8 :]


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_library_is_fetched_with_its_progress(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.sf2"] = CONTENT
    told: list[tuple[int, int]] = []
    path = get(shop.library("/small.sf2"), tmp_path / "new", lambda done, total: told.append((done, total)))
    assert path == tmp_path / "new" / "small.sf2"
    assert path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert names(tmp_path / "new") == ["fetched.json", "small.sf2"]
    assert json.loads((tmp_path / "new" / "fetched.json").read_text()) == {
        shop.address + "/small.sf2": hashlib.sha256(CONTENT).hexdigest()
    }


@pytest.mark.parametrize("has_ranges", [True, False])
def test_a_download_that_broke_off_goes_on(shop: Shop, tmp_path: Path, has_ranges: bool) -> None:
    shop.files["/small.sf2"] = CONTENT
    shop.breaks_after, shop.has_ranges = 10_000, has_ranges
    with pytest.raises(SoundError, match=f"broke off after 10,000 of {len(CONTENT):,} bytes"):
        get(shop.library("/small.sf2"), tmp_path)
    assert not (tmp_path / "small.sf2").exists()
    shop.breaks_after = None
    assert get(shop.library("/small.sf2"), tmp_path).read_bytes() == CONTENT
    assert shop.asked[1]["Range"] == "bytes=10000-"
    assert names(tmp_path) == ["fetched.json", "small.sf2"]


@pytest.mark.parametrize("breaks_after", [8192, 10_000])
def test_a_download_of_unknown_length_that_broke_off_goes_on(shop: Shop, tmp_path: Path, breaks_after: int) -> None:
    shop.files["/small.sf2"] = CONTENT
    shop.is_chunked, shop.breaks_after = True, breaks_after
    with pytest.raises(SoundError, match=f"broke off after {breaks_after:,} bytes") as broken:
        get(shop.library("/small.sf2"), tmp_path)
    assert broken.value.hint == "the same command goes on from there"
    assert not (tmp_path / "small.sf2").exists()
    assert (tmp_path / "small.sf2.part").read_bytes() == CONTENT[:breaks_after]
    shop.breaks_after = None
    assert get(shop.library("/small.sf2"), tmp_path).read_bytes() == CONTENT
    assert shop.asked[1]["Range"] == f"bytes={breaks_after}-"
    assert names(tmp_path) == ["fetched.json", "small.sf2"]


def test_a_download_without_a_version_that_broke_off_begins_again(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.sf2"] = CONTENT
    shop.version, shop.breaks_after = "", 10_000
    with pytest.raises(SoundError, match="broke off") as broken:
        get(shop.library("/small.sf2"), tmp_path)
    assert broken.value.hint == "the same command begins again"
    shop.breaks_after = None
    assert get(shop.library("/small.sf2"), tmp_path).read_bytes() == CONTENT
    assert "Range" not in shop.asked[1]


def test_parts_of_two_versions_are_not_put_together(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.sf2"] = CONTENT
    shop.breaks_after = 10_000
    with pytest.raises(SoundError):
        get(shop.library("/small.sf2"), tmp_path)
    other = band()
    other.samples[0] = (*other.samples[0][:1], sine(300.0, 0.5), *other.samples[0][2:])
    shop.files["/small.sf2"], shop.version, shop.breaks_after = other.to_bytes(), '"2"', None
    assert get(shop.library("/small.sf2"), tmp_path).read_bytes() == other.to_bytes()


def test_a_part_that_is_more_than_the_file_is_thrown_away(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.sf2"] = CONTENT
    (tmp_path / "small.sf2.part").write_bytes(CONTENT + b"more")
    (tmp_path / "small.sf2.json").write_text(json.dumps({"url": shop.address + "/small.sf2", "mark": '"1"'}))
    assert get(shop.library("/small.sf2"), tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("right", [True, False])
def test_the_checksum_decides(shop: Shop, tmp_path: Path, right: bool) -> None:
    shop.files["/small.sf2"] = CONTENT
    (tmp_path / "small.sf2").write_bytes(b"the old one")
    digest = hashlib.sha256(CONTENT).hexdigest() if right else "0" * 64
    if right:
        assert get(shop.library("/small.sf2", sha256=digest), tmp_path).read_bytes() == CONTENT
        return
    with pytest.raises(SoundError, match="SHA-256"):
        get(shop.library("/small.sf2", sha256=digest), tmp_path)
    assert (tmp_path / "small.sf2").read_bytes() == b"the old one"
    assert names(tmp_path) == ["small.sf2"]


def test_another_file_at_the_same_address_is_noticed(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.sf2"] = CONTENT
    get(shop.library("/small.sf2"), tmp_path)
    shop.files["/small.sf2"] = CONTENT + b"\0\0"
    with pytest.raises(SoundError, match="SHA-256"):
        get(shop.library("/small.sf2"), tmp_path)
    assert (tmp_path / "small.sf2").read_bytes() == CONTENT


def test_a_page_that_is_no_library_is_refused(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.sf2"] = b"<html>Please log in</html>"
    with pytest.raises(SoundError, match="not a"):
        get(shop.library("/small.sf2"), tmp_path)
    assert names(tmp_path) == []


def test_what_is_not_there_is_an_error_with_its_address(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(SoundError, match=r"small\.sf2: the server says 404"):
        get(shop.library("/small.sf2"), tmp_path)
    with pytest.raises(SoundError, match="cannot be reached"):
        get(Library("small", "", "http://127.0.0.1:9/small.sf2"), tmp_path)


def test_redirections_are_followed_within_the_web(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.sf2"] = CONTENT
    assert get(shop.library("/to//small.sf2"), tmp_path).read_bytes() == CONTENT
    secret = tmp_path / "secret.sf2"
    secret.write_bytes(CONTENT)
    with pytest.raises(SoundError, match="not allowed"):
        get(shop.library(f"/to/file://{secret}", name="other"), tmp_path)


def test_an_archive_is_unpacked_into_a_folder_of_its_name(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.zip"] = zipped(**{"one/small.sf2": CONTENT, "one/LICENSE": b"CC0"})
    place = get(shop.library("/small.zip"), tmp_path)
    assert place == tmp_path / "small"
    assert names(place) == [MARKER, "one/LICENSE", "one/small.sf2"]
    assert open_font(place / "one" / "small.sf2").presets[0].name == "Piano"
    assert names(tmp_path) == ["fetched.json", *(f"small/{name}" for name in names(place))]


def test_an_unpacked_folder_is_replaced_as_a_whole(shop: Shop, tmp_path: Path) -> None:
    shop.files["/1/small.zip"] = zipped(**{"old.sf2": CONTENT})
    shop.files["/2/small.zip"] = zipped(**{"new.sf2": CONTENT})
    get(shop.library("/1/small.zip"), tmp_path)
    place = get(shop.library("/2/small.zip"), tmp_path)
    assert names(place) == [MARKER, "new.sf2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fetched.json", "small"]


def test_a_folder_of_the_users_own_is_never_replaced(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.zip"] = zipped(**{"one.sf2": CONTENT})
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "my song.txt").write_bytes(b"mine")
    with pytest.raises(SoundError, match="small: is in the way") as refused:
        get(shop.library("/small.zip"), tmp_path)
    assert "--to" in refused.value.hint
    assert not shop.asked
    assert names(tmp_path) == ["small/my song.txt"]


def test_a_folder_that_is_made_meanwhile_is_not_replaced(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.zip"] = zipped(**{"one.sf2": CONTENT})

    def make_it(done: int, total: int) -> None:
        (tmp_path / "small").mkdir(exist_ok=True)
        (tmp_path / "small" / "my song.txt").write_bytes(b"mine")

    with pytest.raises(SoundError, match="is in the way"):
        get(shop.library("/small.zip"), tmp_path, make_it)
    assert names(tmp_path) == ["small/my song.txt"]


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_no_folder_is_not_replaced_either(shop: Shop, tmp_path: Path, kind: str) -> None:
    shop.files["/small.zip"] = zipped(**{"one.sf2": CONTENT})
    elsewhere, place = tmp_path / "elsewhere", tmp_path / "small"
    if kind == "file":
        place.write_bytes(b"mine")
    else:
        elsewhere.mkdir()
        (elsewhere / MARKER).write_bytes(b"")
        place.symlink_to(elsewhere)
    before = names(tmp_path)
    with pytest.raises(SoundError, match="is in the way"):
        get(shop.library("/small.zip"), tmp_path)
    assert names(tmp_path) == before
    assert place.is_symlink() == (kind == "link")


def test_nothing_in_an_archive_gets_out(shop: Shop, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shop.files["/small.zip"] = zipped(
        **{"a.sf2": CONTENT, "../evil": b"x", "/evil": b"x", "..\\evil": b"x", "C:\\e": b""}
    )
    get(shop.library("/small.zip"), home)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, kind in (("a.sf2", tarfile.REGTYPE), ("link", tarfile.SYMTYPE), ("../evil", tarfile.REGTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.size = kind, "/etc/passwd", len(CONTENT) if name == "a.sf2" else 0
            archive.addfile(member, io.BytesIO(CONTENT if name == "a.sf2" else b""))
    shop.files["/other.tar.gz"] = packed.getvalue()
    get(shop.library("/other.tar.gz", name="other"), home)
    assert names(tmp_path) == [
        "home/fetched.json", f"home/other/{MARKER}", "home/other/a.sf2", f"home/small/{MARKER}", "home/small/a.sf2"
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"PK\3\4 torn", zipped(readme=b"no sounds")])
def test_an_archive_without_sounds_leaves_what_was_there(shop: Shop, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "old.sf2").write_bytes(b"old")
    (tmp_path / "small" / MARKER).write_bytes(b"")
    shop.files["/small.zip"] = content
    with pytest.raises(SoundError, match="archive"):
        get(shop.library("/small.zip"), tmp_path)
    assert names(tmp_path) == [f"small/{MARKER}", "small/old.sf2"]


@pytest.mark.parametrize("way", ["torn", "spoiled at the begin", "spoiled within", "spoiled at the end"])
@pytest.mark.parametrize("suffix", [".tar.bz2", ".tar.gz", ".tar.xz", ".zip"])
def test_a_spoiled_archive_is_said_to_be_broken(shop: Shop, tmp_path: Path, suffix: str, way: str) -> None:
    noise = random.Random(1).randbytes(2_000_000)  # more than a reader of archives takes at once
    members = {"a.sf2": CONTENT, "noise": noise, "b.sf2": CONTENT}
    content = zipped(**members) if suffix == ".zip" else packed_tar(suffix.removeprefix(".tar."), **members)
    places = {"spoiled at the begin": 0, "spoiled within": len(content) // 2, "spoiled at the end": len(content) - 20}
    shop.files["/small" + suffix] = content[:1_500_000] if way == "torn" else spoiled(content, places[way])
    with pytest.raises(SoundError, match="a broken archive"):
        get(shop.library("/small" + suffix), tmp_path)
    assert names(tmp_path) == []


def test_a_spoiled_name_in_an_archive_is_not_taken_for_its_end(shop: Shop, tmp_path: Path) -> None:
    plain = gzip.decompress(packed_tar("gz", **{"a.sf2": CONTENT, "b.sf2": CONTENT}))
    packed = gzip.compress(spoiled(plain, plain.index(b"b.sf2")))
    shop.files["/small.tar.gz"] = packed[:-8] + gzip.compress(plain)[-8:]  # checked by the sum of the right one
    with pytest.raises(SoundError, match="a broken archive: CRC"):
        get(shop.library("/small.tar.gz"), tmp_path)
    assert names(tmp_path) == []


def test_a_disk_that_cannot_be_written_is_no_broken_archive(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    shop.files["/small.zip"] = zipped(**{"a.sf2": CONTENT})
    with monkeypatch.context() as patch:
        patch.setattr("houseband.sound.fonts.unpacking._within", full)
        with pytest.raises(SoundError, match="cannot be written: No space left"):
            get(shop.library("/small.zip"), tmp_path)
    assert names(tmp_path) == ["small.zip.json", "small.zip.part"]
    told: list[tuple[int, int]] = []
    place = get(shop.library("/small.zip"), tmp_path, lambda done, total: told.append((done, total)))
    assert names(place) == [MARKER, "a.sf2"]
    assert not told  # nothing was fetched again


def test_two_at_a_time_do_not_spoil_each_other(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.sf2"] = CONTENT
    errors: list[SoundError] = []

    def again(done: int, total: int) -> None:
        try:
            get(shop.library("/small.sf2"), tmp_path)
        except SoundError as error:
            errors.append(error)

    assert get(shop.library("/small.sf2"), tmp_path, again).read_bytes() == CONTENT
    assert errors
    assert "already" in errors[0].problem


def test_the_known_libraries_are_whole_rows() -> None:
    assert len(libraries()) >= 8
    for one in libraries():
        assert one.url.startswith("https://")
        assert one.suffix
        assert one.title
        assert one.licence
        assert one.licence_url.startswith("https://")
        assert 10**6 < one.bytes_about < 10**10
        assert one.sha256 == "" or len(one.sha256) == 64


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(SoundError, match="no library called 'salamander'") as refused:
        library("salamander")
    assert refused.value.hint == "did you mean 'salamander-grand'?"


@pytest.mark.parametrize(
    ("url", "name"),
    [("https://example.org/a/My%20Band.sf2?x=1", "My Band"), ("http://example.org/b.tar.xz", "b")],
)
def test_any_address_can_be_given(url: str, name: str) -> None:
    assert from_url(url).name == name
    assert from_url(url, "other").name == "other"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/a.sf2", "https://example.org/a.html", "a.sf2", "https:///a.sf2",
        "http://:80/a.sf2", "http://host:port/a.sf2", "http://host:99999/a.sf2", "http://host:-1/a.sf2",
        "http://[::1/a.sf2", "http://a..b/a.sf2", "http://two hosts/a.sf2", "http://\x01/a.sf2",
        f"http://{'a' * 70}/a.sf2", "http://me:secret@example.org/a.sf2", "http://\u2488.com/a.sf2",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_library_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(SoundError) as refused:
        from_url(url)
    assert refused.value.source
    assert refused.value.hint
    with pytest.raises(SoundError):
        get(Library("small", "", url), tmp_path)
    done = CliRunner().invoke(main, ["sounds", "get", "--yes", "--from", url, "--to", str(tmp_path)])
    assert done.exit_code != 0
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("name", ["grüner Flügel", "a\x01b\x7f", "音", "50 %", "\udcff"])
def test_any_sign_in_a_path_is_quoted(shop: Shop, tmp_path: Path, name: str) -> None:
    url = urllib.parse.quote(f"/{name}/small.sf2", errors="surrogateescape")
    shop.files[urllib.parse.unquote(url)] = CONTENT
    assert get(from_url(f"{shop.address}/{name}/small.sf2?q={name}#top"), tmp_path).read_bytes() == CONTENT


def test_a_host_may_have_any_letters() -> None:
    assert from_url("http://Bücher.example:8080/a.sf2").url == "http://xn--bcher-kva.example:8080/a.sf2"
    assert from_url("http://[::1]:8080/a.sf2").url == "http://[::1]:8080/a.sf2"


@pytest.mark.parametrize("to", ["http://host:port/a.sf2", "http://[::1/a.sf2"])
def test_being_sent_on_to_no_address_is_an_error(shop: Shop, tmp_path: Path, to: str) -> None:
    with pytest.raises(SoundError, match="cannot be reached"):
        get(shop.library(f"/to/{to}#.sf2", name="other"), tmp_path)


def test_the_command_shows_the_licence_and_asks(shop: Shop, tmp_path: Path) -> None:
    shop.files["/small.sf2"] = CONTENT
    words = ["sounds", "get", "--from", shop.address + "/small.sf2", "--to", str(tmp_path / "sounds")]
    refused = CliRunner().invoke(main, words, input="n\n")
    assert refused.exit_code == 0
    assert "licence" in refused.output
    assert not shop.asked
    done = CliRunner().invoke(main, [*words, "--yes"])
    assert done.exit_code == 0, done.output
    assert "houseband sounds use 'small'" in done.output
    assert (tmp_path / "sounds" / "small.sf2").read_bytes() == CONTENT
    listed = CliRunner().invoke(main, ["sounds", "get"])
    assert "salamander-grand" in listed.output
    assert "CC BY 3.0" in listed.output
