"""A claim that differs in one detail from its passage is not called supported; one in other words is."""

import pytest

from assistant.answer.verify import decide, verify
from assistant.answer.verify_details import dates, numbers
from assistant.answer.verify_facts import Facts, Finding, check_facts
from assistant.answer.verify_names import missing, names
from assistant.answer.verify_polarity import speakers

TEAM = (
    "According to the Monitoring Team's 16th report (December 2025), about 6,000 TTP fighters are based in "
    "Afghanistan, mainly in Khost, Kunar, Nangarhar, Paktika and Paktia."
)
DENIAL = "The Taliban deny that any group operates from Afghan soil."
GROUP = "Turkmenistan is not named among the participants of the Central Asian contact group on Afghanistan."
TRAINING = "In December 2024 Afghan women were also barred from medical training."
ATTACKS = (
    "Pakistan's military spokesman counted 27 suicide attacks in Pakistan in 2025: 16 in Khyber Pakhtunkhwa, "
    "10 in Balochistan and one in Islamabad."
)
TRUCKS = "The ministry said that forty trucks had crossed the border at Torkham on 3 May 2024."
DAM = "The dam at Orlova holds 2.5 million cubic metres of water and was opened by President Ilves on 12 June 1987."
LIBRARY = (
    "The town library was closed in March 2019. It lends about three hundred books a day, the mayor told reporters."
)
APPEAL = (
    "UNHCR sought 216 million US dollars for Afghanistan in 2026 and had received 8 per cent of it by 13 February 2026."
)

FALSE = [
    ("About 9,000 TTP fighters are based in Afghanistan.", TEAM, "9,000"),
    ("No TTP fighters are based in Afghanistan.", TEAM, "denies"),
    ("About 6,000 ISIL-K fighters are based in Afghanistan.", TEAM, "ISIL-K"),
    ("The Taliban say that about 6,000 TTP fighters are based in Afghanistan.", TEAM, "speaker"),
    ("The 15th report of December 2023 says about 6,000 TTP fighters are based in Afghanistan.", TEAM, "December 2023"),
    ("About sixty thousand TTP fighters are based in Afghanistan.", TEAM, "sixty thousand"),
    ("any group operates from Afghan soil", DENIAL, "denies"),
    ("A group operates from Afghan soil.", DENIAL, "denies"),
    ("Pakistan denies that any group operates from Afghan soil.", DENIAL, "speaker"),
    ("Turkmenistan is named among the participants of the contact group on Afghanistan.", GROUP, "denies"),
    ("Iran is not named among the participants of the Central Asian contact group on Afghanistan.", GROUP, "Iran"),
    ("Afghan women were not barred from medical training in December 2024.", TRAINING, "denies"),
    ("In December 2021 Afghan women were barred from medical training.", TRAINING, "December 2021"),
    ("There were 10 suicide attacks in Khyber Pakhtunkhwa in 2025.", ATTACKS, "10"),
    ("India's spokesman counted 27 suicide attacks in Pakistan in 2025.", ATTACKS, "speaker"),
    ("Fifty trucks crossed the border at Torkham on 3 May 2024.", TRUCKS, "Fifty"),
    ("Forty trucks crossed the border at Torkham on 8 May 2024.", TRUCKS, "8 May 2024"),
    ("The dam at Orlova holds 4.5 million cubic metres of water.", DAM, "4.5 million"),
    ("The dam at Orlova was opened by President Kross on 12 June 1987.", DAM, "Kross"),
    ("The town library was opened in March 2019.", LIBRARY, "opened"),
    ("UNHCR sought 216 million US dollars for Afghanistan in 2026 and had received 18% of it.", APPEAL, "18%"),
]
TRUE = [
    ("About six thousand TTP fighters are based in Afghanistan.", TEAM),
    ("The Monitoring Team reports that about 6000 TTP fighters are based in Afghanistan.", TEAM),
    ("The Taliban deny that groups operate from Afghanistan.", DENIAL),
    ("According to the Taliban no group operates from Afghan soil.", DENIAL),
    ("Turkmenistan is not among the participants of the Central Asian contact group.", GROUP),
    ("Afghan women were barred from medical training in December 2024.", TRAINING),
    ("Pakistan counted 27 suicide attacks in 2025.", ATTACKS),
    ("40 trucks had crossed the border at Torkham on May 3, 2024.", TRUCKS),
    ("The dam at Orlova holds 2,500,000 cubic metres of water.", DAM),
    ("The town library lends about 300 books a day.", LIBRARY),
]
OTHERS = ["It rained in the valley for a week.", "The council met in the morning and agreed on a budget."]


@pytest.mark.parametrize(("claim", "passage", "problem"), FALSE, ids=[claim for claim, *_ in FALSE])
def test_a_claim_with_another_detail_is_never_supported_and_the_problem_is_named(claim, passage, problem):
    found = verify(claim, [OTHERS[0], passage, OTHERS[1]])
    assert found.verdict == "unsupported"
    assert found.probability < 0.5
    assert found.span is None
    assert problem in " ".join(found.problems)


@pytest.mark.parametrize(("claim", "passage"), TRUE, ids=[claim for claim, _ in TRUE])
def test_a_claim_in_other_words_is_supported_without_problems(claim, passage):
    found = verify(claim, [OTHERS[0], passage, OTHERS[1]])
    assert (found.verdict, found.problems) == ("supported", [])
    assert found.span.passage == 1


def test_a_detail_that_the_passages_lack_makes_it_partly():
    found = verify("Forty trucks and 12 buses crossed the border at Torkham on 3 May 2024.", [TRUCKS])
    assert found.verdict == "partly"
    assert "12" in found.problems[0]


@pytest.mark.parametrize("passages", [[TEAM, TEAM.replace("6,000", "9,000")], [TEAM.replace("6,000", "9,000"), TEAM]])
def test_of_two_passages_that_differ_the_one_that_agrees_decides(passages):
    assert verify("About 9,000 TTP fighters are based in Afghanistan.", passages).verdict == "supported"


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        (TEAM, TEAM),
        (f"{LIBRARY}", f"Old news. {LIBRARY} The end."),
        ("Forty trucks crossed", "The road was shut on Monday; forty trucks crossed."),
        (DENIAL, f"Denials of 2024 (press), Taliban: {DENIAL}"),
        ("Forty trucks\ncrossed.", "It rained. Forty  trucks crossed. Then it rained."),
    ],
)
def test_words_that_stand_there_as_a_whole_statement_are_certain(claim, passage):
    found = verify(claim.replace("Forty", "forty") if ";" in passage else claim, [passage])
    assert (found.verdict, found.probability) == ("supported", 1.0)


@pytest.mark.parametrize(
    ("claim", "passage"),
    [
        ("any group operates from Afghan soil", DENIAL),
        ("the mine is open", "It is not true that the mine is open."),
        ("000 TTP fighters are based in Afghanistan", TEAM),
    ],
)
def test_words_under_a_denial_or_cut_out_of_a_number_are_not_certain(claim, passage):
    assert verify(claim, [passage]).probability < 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("two hundred and fifty men", [(250, "count")]),
        ("2.9 million people, 8.6% of all", [(2_900_000, "count"), (8.6, "percent")]),
        ("1,250 in the 21st year", [(1250, "count"), (21, "ordinal")]),
        ("the twenty-first of forty-two", [(21, "ordinal"), (42, "count")]),
        ("three quarters of the women", [(75, "percent")]),
        ("on 3 May 2024 and in 2025", []),
        ("an F-16 and CASA-1000", []),
    ],
)
def test_numbers_are_read_in_digits_and_words(text, found):
    assert [(number.value, number.kind) for number in numbers(text, dates(text))] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("13 February 2026", [(2026, 2, 13)]),
        ("February 13, 2026", [(2026, 2, 13)]),
        ("15-16 October 2024", [(2024, 10, 15), (2024, 10, 16)]),
        ("2026-02-04, in May, by Sept. 2020", [(2026, 2, 4), (None, 5), (2020, 9)]),
        ("They may march with 2,025 men, 12 Mayors and 3 Marches.", []),
    ],
)
def test_dates_are_read_in_any_order(text, found):
    assert [(date.year, date.month, *date.days) for date in dates(text)] == found


@pytest.mark.parametrize(
    ("claim", "text", "absent"),
    [
        ("the Afghan army and Mahsud", "Afghanistan sent Mehsud", []),
        ("fighters of the TTP", "Tehrik-i-Taliban Pakistan", []),
        ("the World Food Programme", "said WFP", []),
        ("in Paktia", "in Paktika", ["paktia"]),
        ("the United States", "American planes", []),
        ("he met Kross", "he met Ilves", ["kross"]),
    ],
)
def test_names_are_known_by_other_spellings_and_acronyms(claim, text, absent):
    from assistant.answer.verify_facts import spellings

    assert [name.word for name in missing(names(claim), claim, text, spellings())] == absent


def test_speakers_stand_before_the_verb_or_after_according_to():
    assert [who.words for who in speakers("In June the EU envoy said that it rained.")] == ["In June the EU envoy"]
    assert [who.words for who in speakers("It rained, according to the EU.")] == ["the EU."]
    assert speakers("He was called to the office.") == []


def test_the_checks_only_lower_what_the_words_give():
    lacking = Facts((Finding("number", 0, 1, "9"),))
    assert decide(0.9, 0.9, Facts()) == ("supported", 0.9)
    assert decide(0.9, 0.9, lacking) == ("partly", 0.9)
    assert decide(0.3, 0.9, lacking) == ("unsupported", 0.3)
    assert decide(0.9, 0.9, Facts(lacking.findings, contradicted=True)) == ("unsupported", 0.2)


def test_nothing_is_found_against_a_text_that_says_the_same():
    assert check_facts(TEAM, [TEAM], TEAM) == Facts()
