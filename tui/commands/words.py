"""The two words that a command begins with, found among flags that cannot be read before the words are known."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["first_two"]

_HELP = ("-h", "--help")


def first_two(words: list[str], *, valued: Collection[str], alone: Collection[str] = ()) -> tuple[list[str], list[str]]:
    """Return the first two words, as far as they are there, and everything else in its order.

    Args:
        words: What follows the command's name.
        valued: Flags that take a value, and may stand before the two words.
        alone: Flags that take none, likewise; `--help` always may.
    """
    named: list[str] = []
    index = 0
    while index < len(words) and len(named) < 2:
        word = words[index]
        if not word.startswith("-"):
            named.append(word)
            words = [*words[:index], *words[index + 1 :]]
        elif word in valued:
            index += 2
        elif word in _HELP or word in alone or word.partition("=")[0] in valued:
            index += 1
        else:  # a flag that belongs to what the words name: what follows it may be its value
            break
    return named, words
