"""What a writer gives back."""

from dataclasses import dataclass

from houseband.errors import Remark


@dataclass(frozen=True, slots=True)
class Written:
    """Charts as the bytes of a file, and what of them its format cannot hold."""

    data: bytes
    remarks: tuple[Remark, ...] = ()
