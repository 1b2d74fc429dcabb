"""How well a text fits a name: properties that hold for every text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from tui.core.rows.searching import fold
from tui.core.text import clean
from tui.lookup.matching import Fit, Labels, fit_of, is_address, same_name

NAME = st.lists(st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=8), min_size=1, max_size=4).map(
    " ".join
)
TEXT = st.text(max_size=20)


def sayable(name: str) -> bool:
    """Tell whether something is left of each word once accents are off: a lone mark has no letters."""
    return all(fold(word) for word in name.split())


@given(NAME.filter(sayable), st.randoms(use_true_random=False))
def test_words_fit_in_any_order_and_case(name: str, dice: object) -> None:
    words = name.split()
    dice.shuffle(words)  # type: ignore[attr-defined]

    fit = fit_of(" ".join(words).upper().lower(), Labels.of([name]))

    assert fit is not None
    assert fit <= Fit.PARTS
    assert same_name(" ".join(words), name)


@given(NAME.filter(sayable), st.data())
def test_the_beginning_of_a_name_fits_better_than_a_part_of_it(name: str, data: st.DataObject) -> None:
    labels = Labels.of([name])
    whole = labels.names[0]
    beginning = whole[: data.draw(st.integers(1, len(whole)))].strip()

    fit = fit_of(beginning, labels)

    assert fit is not None
    assert fit <= Fit.BEGINS


@given(NAME, TEXT)
@example("O", "\x1bÒ")
def test_what_fits_without_accents_and_case_fits_with_them_as_well(name: str, text: str) -> None:
    labels = Labels.of([name])

    # What moves a terminal's cursor goes first: `ESC Ò` is that letter, and `ESC o` is a command to the terminal.
    assert fit_of(text, labels) == fit_of(fold(clean(text)), labels)


@given(TEXT.filter(lambda text: text.strip() != ""))
def test_an_id_is_found_as_a_whole_and_to_the_letter(text: str) -> None:
    labels = Labels.of((), ids=[text])

    assert fit_of(text, labels) is Fit.EXACT
    assert fit_of(text.strip() + "x", labels) is None
    assert text.swapcase().strip() == text.strip() or fit_of(text.swapcase(), labels) is None


@given(st.lists(NAME, max_size=3), st.text(alphabet=" \t\n", max_size=3))
def test_nothing_typed_fits_nothing(names: list[str], text: str) -> None:
    assert fit_of(text, Labels.of(names, ids=names)) is None


@given(st.lists(NAME, max_size=3), TEXT, NAME)
def test_another_name_never_makes_a_text_fit_worse(names: list[str], text: str, more: str) -> None:
    before, after = fit_of(text, Labels.of(names)), fit_of(text, Labels.of([*names, more]))

    assert before is None or (after is not None and after <= before)


def test_an_address_is_found_by_its_parts_and_best_as_a_whole() -> None:
    labels = Labels.of(["Åsa Öberg", "asa.oberg@harbor.example"])

    assert fit_of("ASA.OBERG@harbor.example", labels) is Fit.EXACT
    assert fit_of("åsa ö", labels) is Fit.BEGINS
    assert fit_of("harbor oberg", labels) is Fit.WORDS
    assert fit_of("berg", labels) is Fit.PARTS
    assert fit_of("asa.oberg@elsewhere.example", labels) is None


def test_a_name_in_another_order_is_the_same_and_a_shorter_one_is_not() -> None:
    assert same_name("Öberg, Åsa", "asa oberg")
    assert not same_name("Åsa", "Åsa Öberg")
    assert not same_name("", "")


def test_an_address_is_told_from_a_name() -> None:
    assert is_address(" asa.oberg@harbor.example ")
    assert not is_address("Åsa @ Öberg")
    assert not is_address("@harbor")
