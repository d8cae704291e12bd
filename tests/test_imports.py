"""Importing does nothing, each module imports alone, and the way to a chart passes no numpy."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import houseband

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(houseband.__path__, "houseband.")
    if not module.name.endswith("__main__")
)
HEAVY = ("numpy", "scipy", "soundfile", "mido", "rich", "msgspec", "miniaudio")


def loaded_after(code: str) -> set[str]:
    probe = f"{code}\nimport sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_each_module_imports_alone_without_a_word() -> None:
    code = "import importlib, sys; importlib.import_module(sys.argv[1])"
    for start in range(0, len(MODULES), 8):  # eight interpreters at a time
        running = [
            (
                name,
                subprocess.Popen([sys.executable, "-c", code, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT),
            )
            for name in MODULES[start : start + 8]
        ]
        for name, process in running:
            said, _ = process.communicate()
            assert process.returncode == 0, (name, said.decode())
            assert said == b"", name


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not loaded_after("import houseband") & set(HEAVY)


def test_reading_a_chart_loads_nothing_heavy() -> None:
    chart = Path(__file__).parent.parent / "examples" / "ferry.cho"
    assert not loaded_after(f"import houseband.cli, houseband; houseband.read({str(chart)!r})") & set(HEAVY)


def test_the_cli_itself_loads_nothing_heavy() -> None:
    assert not loaded_after("import houseband.cli") & set(HEAVY)


@pytest.mark.parametrize("name", list(houseband.__all__))
def test_every_public_name_is_there_and_is_not_a_module(name: str) -> None:
    found = getattr(houseband, name)
    assert not isinstance(found, type(sys)), name
    assert found.__doc__, name


def test_public_names_stay_what_they_are_after_every_module_is_imported() -> None:
    for module in MODULES:
        importlib.import_module(module)
    for name in houseband.__all__:
        assert not isinstance(getattr(houseband, name), type(sys)), name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'tuba'"):
        houseband.tuba  # noqa: B018
