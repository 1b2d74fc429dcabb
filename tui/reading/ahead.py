"""Ask for a list's pages before their turn, once it is known how many rows there are.

::

    walk ── asks for a page ─▶ Ahead ─▶ the answer that is under way already, else a new one
     └── says what comes ────▶  └▶ asks for those now, so many at once

The walk stays the judge: it takes the pages in their order, and what it makes of them is the same as without. So
nothing is lost when a guess was wrong: no more are guessed then, and pages that nobody came to ask for are dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from itertools import islice
from typing import Generic, TypeAlias, TypeVar

__all__ = ["Ahead", "Question"]

T = TypeVar("T")

Question: TypeAlias = tuple[int | None, str, int]
"""What a page is asked for by: the limit or None for none, the offset's spelling, the offset."""


class Ahead(Generic[T]):
    """Answers to questions, each asked once. Close it: what is under way then is broken off."""

    def __init__(self, ask: Callable[[int | None, str, int], Awaitable[T]], *, at_once: int) -> None:
        """Begin with nothing under way.

        Args:
            ask: Asks for one page.
            at_once: How many pages may be asked for before their turn, or lie here and wait for it; one asks for none.
        """
        self._ask = ask
        self._at_once = at_once if at_once > 1 else 0
        self._begun: dict[Question, asyncio.Task[T]] = {}

    def begin(self, questions: Iterable[Question]) -> None:
        """Ask now for what will be asked for next, in this order and as far as there is room."""
        wanted = list(islice(questions, self._at_once))
        for question in wanted:
            if question not in self._begun and len(self._begun) < self._at_once:
                self._begun[question] = asyncio.create_task(self._answer(question))

    async def ask(self, limit: int | None, word: str, offset: int) -> T:
        """Return an answer when its turn has come.

        Raises:
            VendorError: when it cannot be had; that of a page which was asked for early comes only now.
        """
        question = (limit, word, offset)
        if (begun := self._begun.pop(question, None)) is not None:
            return await begun
        if self._begun:
            # The list goes on elsewhere than it seemed to, so no more is guessed. What is under way may yet be of use.
            self._at_once = 0
        return await self._answer(question)

    async def aclose(self) -> None:
        """Break off what is under way, and see it end."""
        begun, self._begun = self._begun, {}
        for task in begun.values():
            task.cancel()
        await asyncio.gather(*begun.values(), return_exceptions=True)

    async def _answer(self, question: Question) -> T:
        return await self._ask(*question)
