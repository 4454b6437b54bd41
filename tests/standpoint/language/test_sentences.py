"""Sentence boundaries against cases made by hand, and the properties that hold for every text."""

from __future__ import annotations

import re
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from standpoint import tables
from standpoint.language.sentences import _punkt, sentences

# One text a line; `¦` stands where a sentence ends. Written for this test; `\n` is a line end.
CASES = r"""
Armenia left the meeting. ¦Russia stayed.
Did Moscow answer? ¦Nobody knows! ¦Yerevan waits.
Mr. Pashinyan met Mrs. Hakobyan and Dr. Sargsyan in Yerevan. ¦They talked.
Prof. Karapetyan and Amb. Lee spoke. ¦Then they left.
Gen. Volkov and Lt. Col. Petrosyan inspected the base in Gyumri.
Sen. Menendez wrote to Gov. Newsom. ¦Rep. Schiff signed too.
The troops came on Nov. 10, 2020, and stayed. ¦In Dec. 2022 the road was closed.
They met on Sept. 13. ¦On Sept. 14 they parted.
The statement of Jan. ¦The ministry denied it.
The U.S. President called. ¦The U.S. Embassy in Yerevan did not.
He flew to the U.S. ¦The president stayed behind.
A letter from the U.N. Secretary-General arrived. ¦Nobody read it.
The E.U. mission began. ¦It has 100 members.
Several allies, e.g. Armenia and Kazakhstan, stayed away.
The smaller party, i.e. Yerevan, protested.
Guns, shells, etc. were found. ¦Nobody was hurt.
They brought guns, shells, etc. ¦The police came later.
Armenia vs. Azerbaijan was postponed.
N. Pashinyan and S. Lavrov met. ¦They signed nothing.
A. S. Hovhannisyan spoke first. ¦Then A.S. Kovalev answered.
Yu. Ushakov and Kh. Harutyunyan agreed. ¦Ye.A. Kovalev did not.
Vladimir V. Kovalev came. ¦He left at once.
J. R. R. Tolkien never wrote about Gyumri.
Armenia plays in group C. ¦The final is in May.
Resolution No. 62/243 was adopted. ¦Article No. 5 was not.
He said no. ¦The others agreed.
See Art. 4 of the CSTO treaty. ¦It was invoked in 2022.
See vol. 3, pp. 12 and 13, and fig. 2.
Trade grew by 3.5 percent. ¦It had fallen by 0.7 percent.
The price rose to $165.50. ¦Yerevan protested.
It happened in 2018. ¦The revolution changed much.
On 10.11.2020 the contingent came. ¦On 11.11.2020 it took its posts.
The clock showed 10 a.m. ¦The meeting began.
At 10 p.m. Moscow time the fire stopped.
St. Petersburg hosted the summit. ¦Mt. Ararat is in Turkey.
Gazprom Armenia Inc. ¦The company answered.
Gazprom Armenia Co. Ltd. raised its price.
Sargsyan Jr. ¦He lives in Moscow.
It partially failed in the war in Ukraine.¦The Kremlin sources report a quarrel.
The road was closed in 2022.¦It stayed closed.
Will they stay?¦Nobody knows.
Visit armenpress.am or www.azatutyun.am for more. ¦Both report daily.
Read https://armenpress.am/Article.The and then decide.
Write to info@mil.am. ¦They answer.
The U.S.A. and the U.K. agreed.
St.Petersburg and Mr.Putin were named.
The file Report.Pdf was attached.
“We leave.” ¦He said no more.
“We will stay,” he said. ¦“We always have.”
"We leave." ¦"They stay."
«We leave.» ¦The others stayed.
“Will they stay?” asked the minister.
“Will they stay?” Pashinyan asked. ¦Nobody answered.
“Never!” shouted the crowd. ¦The police withdrew.
He asked: “Why?” ¦Nobody answered.
The rally said ‘Armenia was occupied’. ¦The police watched.
He called it a ‘betrayal.’ ¦Then he resigned.
The minister (who had resigned.) left.
(The base stayed.) ¦The troops left.
The troops left (see above). ¦The base stayed.
They left... ¦The base stayed.
They left… ¦The base stayed.
They left ... and came back.
We want peace ... Armenia wants peace.
We want peace ... ¦The war goes on.
He said that “[...] Armenia will stay” and left.
The road was closed.[1] ¦It opened in May.[2]
Armenia Leaves the Bloc\n¦The government in Yerevan announced on Monday that it would leave.
Armenia Leaves the Bloc\n\n¦The government announced it.
The parties agreed\n\n¦nothing more was said.
The first paragraph ends.\n¦The second paragraph begins.
The government of the Republic of\nArmenia announced it. ¦The news\nspread.
I begin by thanking the\noutgoing President, Mr.\nIvo Novak. ¦On behalf of all I wish him success.
1. The first point is peace. ¦2. The second is trade.
85.\tWhat results have we? ¦None.\n¦86.\tIf we look, we find some.
Three things are needed:\n¦• peace\n¦• trade\n¦• roads
II. The war of 2020 began in September.
Yahoo!'s page was blocked. ¦It opened later.
He left!! ¦She stayed?! ¦Both regret it.
i left. ¦then she came. ¦nobody asked.
The approx. 2,000 soldiers left.
Armenia left; Russia, etc., stayed.
The ruling “Civil Contract” party won. ¦The opposition protested.
The price is 5 p. ¦The book is new.
Հայաստանը լքեց նիստը։ ¦Ռուսաստանը մնաց։
Россия осталась. ¦В. В. Путин ответил. ¦Армения ушла.
“He told me: ‘We leave.’ ¦I did not believe him.” ¦Then they left.
Moscow’s answer came. ¦Yerevan’s troops’ positions held.
Was it Moscow’s fault? ¦“Yes.” ¦No one else said so.
The president of Armenia, Vahagn Khachaturyan, sent his letter Dec. 5. ¦It was short.
""".strip().splitlines()

# Sentences that stand inside a quotation carry `+` in front of them.
QUOTED = r"""
+“We leave.” ¦He said no more.
“We leave,” he said. ¦+“We always will.”
He said: “We leave. ¦+We will not return. ¦+Nobody asked us.” ¦Then he left.
+"We leave." ¦+"They stay."
+«We leave. ¦+They stay.» ¦The minister left.
+‘Armenia was occupied’.
+‘Armenia’s troops don’t leave. ¦+They stay.’ ¦He left.
Armenia’s troops left. ¦They didn’t stay. ¦It was Moscow’s fault.
The ‘troops’ left. ¦The "base" stayed.
+'The base stays. ¦+It isn't closed.' ¦So he said.
+‘The troops’ role has ended. ¦+They leave.’ ¦So he said.
+“We leave.\n\n¦+“They stay. ¦+Both are sure.”\n\n¦He left.
“We leave, he said and left.\n\n¦They stay.
+„We leave. ¦+They stay.“ ¦He left.
+(“We leave.”) ¦He left.
He wrote “[w]e leave” and left. ¦+“[T]hey stay.”
+“He told me: ‘We leave.’ ¦+I did not believe him.” ¦Then they left.
In the '90s they left. ¦In the '00s they stayed.
""".strip().splitlines()


def table(*texts: str) -> pd.DataFrame:
    return sentences(
        pd.DataFrame({"doc_id": [f"d{n}" for n in range(len(texts))], "text": list(texts)})
    )


def expected(case: str) -> tuple[str, list[str]]:
    case = case.replace(r"\n", "\n").replace(r"\t", "\t")
    return case.replace("¦", ""), [piece.strip() for piece in case.split("¦")]


def test_there_are_enough_cases() -> None:
    assert len(set(CASES)) >= 80 and len(set(QUOTED)) >= 15


@pytest.mark.parametrize("case", CASES)
def test_boundaries(case: str) -> None:
    text, pieces = expected(case)
    assert table(text)["text"].tolist() == pieces


@pytest.mark.parametrize("case", QUOTED)
def test_sentences_inside_quotations(case: str) -> None:
    text, pieces = expected(case)
    found = table(re.sub(r"(?<![^\s])\+|^\+", "", text))
    assert found["text"].tolist() == [piece.removeprefix("+") for piece in pieces]
    assert found["in_quote"].tolist() == [piece.startswith("+") for piece in pieces]


WRAPPED = (
    "The representative of a small country in the south\nspoke for a long time about the peace that"
    " all of\nthem want, and the chair thanked him for it. The\nUnited States answered at once, and"
    " after that\nthe debate went on for hours until everybody was\n\ntired and the doors were"
    " closed.\nA heading\nThe next day the members met again in the same hall\nand voted. Nobody"
    " abstained, which had not happened\nfor many years in this house."
)


def test_a_text_wrapped_at_a_width_is_not_cut_at_its_line_ends() -> None:
    assert [re.sub(r"\s+", " ", piece) for piece in table(WRAPPED)["text"]] == [
        (
            "The representative of a small country in the south spoke for a long time about the"
            " peace that all of them want, and the chair thanked him for it."
        ),
        (
            "The United States answered at once, and after that the debate went on for hours until"
            " everybody was tired and the doors were closed."
        ),
        "A heading",
        "The next day the members met again in the same hall and voted.",
        "Nobody abstained, which had not happened for many years in this house.",
    ]


PIECES = st.sampled_from(
    [
        "Mr. ",
        "U.S. ",
        "e.g. ",
        "...",
        "…",
        ".",
        "! ",
        "? ",
        "“",
        "”",
        '"',
        "‘",
        "’",
        "'",
        "«",
        "»",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "\t",
        "No. 5",
        "N. P",
        "[1] ",
        "The ",
        "it ",
        "Armenia",
        "Ելք։ ",
        "Да. ",
        "1. ",
        "• ",
        "(",
        ") ",
        ", ",
        "\u2028",
        "\x1c",
        "\u200b",
        "\x00",
        "e\u0301",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text() | st.lists(PIECES, max_size=30).map("".join), min_size=1, max_size=3))
@example(["It ended.[1] "])
def test_every_text_is_covered_exactly(texts: list[str]) -> None:
    found = table(*texts)
    for n, text in enumerate(texts):
        rows = found[found["doc_id"] == f"d{n}"]
        covered = [False] * len(text)
        last = 0
        for row in rows.itertuples():
            assert text[row.start : row.end] == row.text == row.text.strip() != ""
            assert row.start >= last
            last = row.end
            covered[row.start : row.end] = [True] * (row.end - row.start)
        assert all(inside or char.isspace() for inside, char in zip(covered, text, strict=True))
        assert rows["sent_id"].tolist() == list(range(len(rows)))


def test_the_short_cut_answers_as_punkt_itself() -> None:
    punkt = _punkt()
    slow = type(punkt).__mro__[1]
    contexts = [
        "peace. The",
        "peace. the",
        "Mr. Lee",
        "etc. The",
        "etc. Armenia",
        "2020. The",
        "2020. the",
        "co-op. It",
        "low-gen. It",  # fmt: skip
        '(peace. "The',
        "end! x",
        "U.S. The",
        "word. ...",
        "x1word. The",
        "1.5word. The",
        "don't. We",
        "5. The",
        "Tbilisi.\nA",
    ]
    for context in contexts:
        assert punkt.text_contains_sentbreak(context) == slow.text_contains_sentbreak(
            punkt, context
        ), context


def test_no_documents_and_empty_documents_give_an_empty_table() -> None:
    assert sentences(pd.DataFrame({"doc_id": [], "text": []})).empty
    assert table("", " \n ").empty


def test_the_input_is_left_as_it_was_and_the_same_input_gives_the_same_table() -> None:
    documents = pd.DataFrame({"doc_id": ["a"], "text": ["One. Two."], "title": ["kept"]})
    before = documents.copy(deep=True)
    pd.testing.assert_frame_equal(sentences(documents), sentences(documents))
    pd.testing.assert_frame_equal(documents, before)


def test_a_long_text_is_cut_like_its_parts() -> None:
    part = (
        "Gen. Volkov met N. Pashinyan in Gyumri. “They stay.” The U.S. President left at 10 p.m."
        " Moscow time, "
    )
    whole = table(part * 1000)["text"].tolist()
    assert len(whole) == 2001
    assert len(set(whole[1:-1])) == 2


def test_long_and_odd_texts_are_cut_without_losing_a_character() -> None:
    """A rule that looks back without bound would take minutes here."""
    for text in (
        "a" * 200_000,
        "." * 200_000,
        "a.B" * 70_000,
        '"' * 100_000,
        "’ " * 100_000,
        "A. " * 50_000,
        "s’ a " * 100_000,
        " \n" * 200_000,
    ):
        found = table(text)
        assert "".join(found["text"]).replace(" ", "").replace("\n", "") == text.replace(
            " ", ""
        ).replace("\n", "")


def test_large_corpora_go_into_the_table_in_parts_and_nothing_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import importlib

    module = importlib.import_module("standpoint.language.sentences")
    documents = pd.DataFrame(
        {
            "doc_id": [f"d{n}" for n in range(9)],
            "text": ["One came. Two left. “Three stayed.”", "", "Four."] * 3,
        }
    )
    whole = module.sentences(documents)
    monkeypatch.setattr(module, "BATCH", 4)
    pd.testing.assert_frame_equal(module.sentences(documents), whole)
    assert len(whole) == 12


@pytest.mark.parametrize(
    ("part", "end"),
    [("we left, ", ","), ("Ann; Bob, ", ";"), ("word ", "d"), ("x", "x"), ("a\n b ", "")],
)
def test_a_sentence_without_end_is_cut_where_it_parts_best(part: str, end: str) -> None:
    text = "They " + part * (9_000 // len(part)) + "left. Others came."
    table = sentences(pd.DataFrame({"doc_id": ["d"], "text": [text]}))
    assert table["text"].str.len().max() <= tables.LONGEST_SENTENCE
    assert table["text"].iloc[-1] == "Others came."
    assert [text[a:b] for a, b in zip(table["start"], table["end"], strict=True)] == [
        *table["text"]
    ]
    assert "".join("".join(table["text"]).split()) == "".join(text.split()), "nothing is lost"
    assert all(sentence.endswith(end) for sentence in table["text"].iloc[:3])


@pytest.mark.parametrize("part", [" ", "\t", " \n", "“we go ", "“", '"', "’", "A. ", "? ", "a\n"])
def test_cutting_takes_time_in_proportion_to_the_text(part: str) -> None:
    """80,000 characters in a process of its own: its patterns hear no signal."""
    script = (
        "import pandas as pd, standpoint as sp; from standpoint.language.clauses import walls;"
        f"text = 'They left ' + {part!r} * (80_000 // {len(part)}) + 'here';"
        "sp.sentences(pd.DataFrame({'doc_id': ['d'], 'text': [text]})); walls(text)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)
