"""The kind of answer that a question asks for, by the words that say so in general."""

from __future__ import annotations

import re
from typing import Literal

from assistant.corpus.vocabulary import Vocabulary
from assistant.index.keywords import stems

Kind = Literal["fact", "topic", "yes/no", "definition", "count", "when", "list", "compare", "timeline", "explain"]

_WH = r"\b(?:what|whats|who|whom|whose|when|where|wheres|why|which|how)\b"
_BE = r"(?: is| was| are| were|['’]s|s)"
_GO_ON = r"^\W*(?:(?:and|but|so|or|then|well|ok|okay)\W+)*"
# A question that yes or no answers says nothing of what, who or how many, leaves no choice, and asks no favour.
_YES_NO = (
    _GO_ON
    + r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must)(?:n['’]?t)?\b(?! (?:you|we|i)\b)"
    + rf"(?!.*(?:{_WH}|\bor\b))"
)

# In this order: the first that matches decides. Only words that say in general what is wanted, whatever the topic.
_KINDS: list[tuple[Kind, str]] = [
    (
        "timeline",
        r"\btime ?line\b|\bchronolog|\bsequence of\b|\bin (?:what|which|date) order\b|\bin order of date\b"
        r"|\bover (?:time|the years)\b|\bstep by step\b|\bhistory of\b|\bmilestones\b|\btrace\b"
        r"|\bwalk (?:me|us) through\b|\byear (?:by|to|on) year\b|\bdates\b|\bone after (?:the other|another)\b"
        r"|\bfrom (?:19|20)\d\d (?:to|until|till|through)\b|\bbetween (?:19|20)\d\d and\b|\b20\d\d ?[-–] ?20\d\d\b"
        r"|\bhow (?:has|have|did|does) .{3,90}\b(?:chang|evolv|develop|shift|progress|gr[eo]w|f[ae]ll|go up|go down)"
        r"|\bhow (?:has|have|did|does) .{3,90}\b(?:come to|get from|got from)\b"
        r"|\bwhat happened (?:first|next|after|between|since)\b",
    ),
    (
        "compare",
        r"\bcompar|\bdiffer|\bversus\b|\bvs\b|\bcontrast|\bdisagree|\bagree(?:s|d|ing)?\b|\bboth sides\b|\beach side\b"
        r"|\bwho (?:says|accused|claims|blames) (?:what|whom|who)\b|\bcontradict|\bconflicting\b|\bother side\b"
        r"|\bsame (?:as|thing)\b|\bmatch(?:es)? (?:up|with|what)\b|\bdisput|\breconcile|\bconsistent with\b"
        r"|\b(?:bears?|borne) out\b|\bwhat changed between\b|\bwhat does the record\b"
        r"|\bis (?:that|this|it) (?:true|right|so|correct|really)\b"
        r"|\bhow do .{3,80}\b(?:see|view|describe|explain|assess|judge)\b|\bwhat do(?:es)? .{2,60} and .{2,60} say\b",
    ),
    ("yes/no", _YES_NO),
    (
        "definition",
        r"\bwhat (?:does|do) .{2,60} (?:mean|stand for)\W*$|\bmeaning of\b|\bmeant by\b|\bdefin(?:e|ition)\b",
    ),
    (
        "count",
        r"\bhow (?:many|much|big|large|strong|long|often)\b|\bnumbers? of\b|\bper ?cent\b|\bwhat share\b|\bcount\b"
        r"|\bfigures?\b",
    ),
    ("when", r"\bwhen\b|\b(?:what|which) (?:date|day|month|year)\b|\bhow long ago\b"),
    (
        "list",
        r"\blist\b|\bname (?:the|all|two|three|four|five)\b|\ball (?:the|of|those)\b"
        r"|\beverything\b|\bgo through\b"
        r"|\benumerat|\bwhat (?:else|all|other)\b|\bone by one\b"
        r"|\bwho (?:all|else|are|were|came|attended|took part|signed|joined)\b"
        r"|\bwhich (?:countries|states|groups|provinces|members|bodies|parties)\b"
        r"|\b(?:which|what) (?:two|three|four|five|six|seven|eight|\d+)\b"
        r"|\bwhat (?:must|should|would) .{2,60} (?:do|have to)\b"
        r"|\bwhat (?:are|were) (?:the|its|their|his|some|all)\b"
        r"|\b(?:which|what) [a-z-]+s (?:are|were|did|do|have|must|should|can)\b",
    ),
    (
        "explain",
        r"\bwhy\b|\bhow (?:does|do|did|is|are|was|were|can|could|come)\b|\breasons?\b|\bexplain"
        r"|\bwhat (?:caused|led to|lies behind|is behind)\b",
    ),
]
_ABOUT = re.compile(
    r"^\W*(?:(?:tell me|give me|anything|something|more|what about|overview|summary) )*(?:about|on|of) ", re.I
)
TOPIC_WORDS = 3
Several = Literal["timeline", "compare", "list"]
SEVERAL: frozenset[Several] = frozenset({"timeline", "compare", "list"})  # what takes more than one thing to answer
_PATTERNS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS]
_WHAT_IS = re.compile(rf"{_GO_ON}(?:what|who){_BE} (?:exactly )?(?:(?:an?|the) )?(.+?)\W*$", re.IGNORECASE)
# A name: words with a capital, and the small words inside one ("Prevention of Vice", "Ghazab lil-Haq").
_NAME = re.compile(
    r"[A-Z0-9][\w’'./-]*(?: (?:(?:of|for|and|the|in the) )*(?:[A-Z0-9(]|[a-z]{1,4}-[A-Z])[\w’'./)-]*){0,6}"
)
ASKS = re.compile(_WH, re.IGNORECASE)
_GOES_ON = re.compile(r"\b(?:what|how) (?:about|of)\b", re.IGNORECASE)  # asks nothing by itself


def asks(part: str, vocabulary: Vocabulary) -> bool:
    """Whether a part of a conversation says by itself what is wanted; "And China?" and "What about 2024?" do not."""
    alone = _GOES_ON.sub("", part)
    return bool(ASKS.search(alone)) or kind_of(alone, vocabulary) is not None


def kind_of(text: str, vocabulary: Vocabulary, but: frozenset[Kind] = frozenset()) -> Kind | None:
    """The kind of answer, none of `but`, that the words of `text` ask for; None where they say nothing of it."""
    if _asks_what_is(text, vocabulary):
        return "definition"
    return next((kind for kind, pattern in _PATTERNS if kind not in but and pattern.search(text)), None)


def is_topic(text: str) -> bool:
    """Whether `text` only names something, as people type into a search box: "TTP sanctuaries", "tell me about X"."""
    named = _ABOUT.sub("", text)
    asked = bool(ASKS.search(named)) or named.rstrip().endswith("?")
    return not asked and 0 < len(stems(named)) <= TOPIC_WORDS


def _asks_what_is(text: str, vocabulary: Vocabulary) -> bool:
    """Whether `text` asks who or what something is that has a name, in capitals or in the corpus's vocabulary."""
    match = _WHAT_IS.match(text)
    if match is None:
        return False
    names = {name.lower() for group in vocabulary.names for name in group} | {a.lower() for a in vocabulary.acronyms}
    return bool(_NAME.fullmatch(match[1])) or match[1].lower() in names
