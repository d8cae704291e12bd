"""What of a chart an iReal Pro page cannot hold, gathered bar by bar and told once a kind."""

from dataclasses import dataclass, field

from houseband.errors import Remark

NAMED_BARS = 12  # how many bars a remark lists by number


@dataclass(slots=True)
class Losses:
    """Kinds of loss, each a problem and a hint, with the printed numbers of their bars."""

    found: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, problem: str, hint: str, number: int | None = None) -> None:
        """Note a loss, in a bar or of the whole chart."""
        bars = self.found.setdefault((problem, hint), [])
        if number is not None:
            bars.append(number)

    def remarks(self, title: str) -> tuple[Remark, ...]:
        """One remark a kind."""
        return tuple(
            Remark(": ".join(part for part in (title, named_bars(numbers), problem) if part), hint=hint)
            for (problem, hint), numbers in self.found.items()
        )


def named_bars(numbers: list[int]) -> str:
    """``bar 3``, ``bars 3, 4, 7``; a long list is cut short."""
    if len(numbers) < 2:
        return f"bar {numbers[0]}" if numbers else ""
    more = f" and {len(numbers) - NAMED_BARS} more" if len(numbers) > NAMED_BARS else ""
    return f"bars {', '.join(map(str, numbers[:NAMED_BARS]))}{more}"
