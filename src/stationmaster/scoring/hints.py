"""Words by which people name columns that are filled in late. A hint alone never refuses a column."""

import re
from collections.abc import Sequence

from stationmaster.core.record import PropertyDefinition, Value

OUTCOME = "the outcome itself"
ACTIVITY = "what happened after the first contact"
VERDICT = "somebody's verdict on the lead"

_NAMES: Sequence[tuple[str, str]] = (
    (OUTCOME, r"(is |was )?(converted|conversion)( to)?( date| at| on| lead| deal| contact)?"),
    (OUTCOME, r"(lead |deal |opportunity |final )?(outcome|result)"),
    (OUTCOME, r"(is )?(won|lost|closed|disqualified|unqualified)( .*)?"),
    (
        OUTCOME,
        r"(.* )?(loss|lost|losing|disqualif\w+|rejection|churn|close|closed|win) reasons?( .*)?",
    ),
    (OUTCOME, r"reasons? (for|of) (.* )?(loss|lost|losing|disqualif\w+|reject\w+|closing|winning)"),
    (OUTCOME, r"(.* )?(close|closing|won|lost|signature|signed) (date|at|on|value|amount|day)"),
    (OUTCOME, r"((lead|deal|sales|opportunity|pipeline|lifecycle|contact) )?(stage|status)"),
    (OUTCOME, r"(sales |deal )?(probability|forecast)( .*)?"),
    (OUTCOME, r"(contract|invoice|order|purchase|deal) (number|date|value|amount|signed|id)"),
    (
        ACTIVITY,
        r"(.* )?last (notable |sales |logged |recorded )?(activit(y|ies)|engagement|touch\w*)( .*)?",
    ),
    (
        ACTIVITY,
        r"(.* )?last (contact\w*|modified|updated?|call\w*|meeting|reply|replied|email\w*)( .*)?",
    ),
    (ACTIVITY, r"(.* )?next (step|activity|action|follow up|task|meeting|call)s?( .*)?"),
    (
        ACTIVITY,
        r"(number|no|count|num) of (.* )?(calls|meetings|touches|follow ups|activities|times .*)",
    ),
    (ACTIVITY, r"(times contacted|call (count|result|outcome|disposition)|meetings? (held|count))"),
    (ACTIVITY, r"(call|meeting|sales|follow up|activity|contact) (notes?|remarks?|comments?|log)"),
    (ACTIVITY, r"(sales |marketing )?touch(es|points?)?( .*)?"),
    (ACTIVITY, r"(first )?(responded|response time|replied|reply)( .*)?"),
    (VERDICT, r"(.* )?(tag|tags|remarks?|verdict|assessment|disposition|temperature)"),
    (
        VERDICT,
        r"(lead|contact|prospect|deal|sales) (quality|profile|fit|potential|priority|class\w*)",
    ),
    (
        VERDICT,
        r"(lead|contact|prospect|deal|sales) (qualification|tier|type by sales|comments?|notes?)",
    ),
    (VERDICT, r"(.* )?(score|scoring|rating|grade|index)( band| value| level)?"),
)
_NOT_A_VERDICT = re.compile(
    r"(.* )?(credit|test|exam|review|price|risk|body mass|postal) \w+( \w+)?"
)

_VALUES: Sequence[str] = (
    # what came of trying to reach somebody
    r"ringing|busy|switched off|no answer|not answer\w*|no response|voice ?mail.*|unreachable",
    r"not reachable|hung up|hang ?up|(in ?valid|wrong) (number|e?mail|contact)( given)?",
    r"number not provided|left (a )?message|call ?back.*|call(ed)? later|in touch.*|contacted",
    # what the mail or call tool logs afterwards
    r"(e-?mail|sms|message|call|letter) (sent|received|opened|bounced|answered|missed|marked spam)",
    r"(e-?mail )?link clicked|e-?mail link clicked|view in browser.*|(re|un)subscribed.*",
    r"had a .*conversation|approached upfront|meeting (held|booked|done|set)|modified|replied.*",
    r"demo (held|done|given)|proposal (sent|accepted|rejected)",
    # what somebody concluded
    r"(will|shall) revert.*|interested.*|not interested.*|no longer interested.*|lost to .*",
    r"closed by .*|closed.*|won|lost|(dis|un)?-?qualified.*|.*\(?not eligible\)?|already a .*",
    r"might be|not sure|worst|best|(high|low|medium) in relevance|junk|spam|duplicate|fake",
    r"potential.*|(good|bad|poor|strong|weak) (fit|lead)|(hot|warm|cold)( lead)?",
)
_VALUE = re.compile("|".join(_VALUES))

_PERSON = re.compile(
    r"((first|last|middle|full|given|family|sur|contact|lead|person) ?)?name|surname"
)
_GENERAL = frozenset({
    "lead", "leads", "contact", "company", "deal", "account", "customer", "what", "which", "who", "how",
    "when", "where", "why", "your", "the", "number", "date", "first", "last", "other", "utm", "web",
    "website", "page", "total", "field", "column",
})  # fmt: skip
_ID = re.compile(r"(.* )?(id|ids|uuid|guid|key|no|nr|number|code|ref|reference)")


def words_of(name: str) -> str:
    """A column name as lower-case words: `lastNotable_Activity` is `last notable activity`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"[^\W_]+", spaced.casefold()))


def name_hint(definition: PropertyDefinition) -> str | None:
    """What the name or label says the column holds, where that comes after the outcome or contact."""
    for words in (words_of(definition.label), words_of(definition.name)):
        if _NOT_A_VERDICT.fullmatch(words):
            return None
        for meaning, pattern in _NAMES:
            if re.fullmatch(pattern, words):
                return meaning
    return None


def family(definition: PropertyDefinition) -> str | None:
    """The first word of the label, by which columns of one tool are known; None for a general word."""
    word = words_of(definition.label).partition(" ")[0]
    return None if word in _GENERAL or len(word) < 3 else word


def names_a_person(definition: PropertyDefinition) -> bool:
    return any(_PERSON.fullmatch(words_of(text)) for text in (definition.label, definition.name))


def sounds_like_an_id(definition: PropertyDefinition) -> bool:
    return any(_ID.fullmatch(words_of(text)) for text in (definition.label, definition.name))


def late_values(column: Sequence[Value]) -> tuple[float, tuple[str, ...]]:
    """Share of the filled-in values that somebody notes after contact, and up to three of them."""
    filled = [value for value in column if isinstance(value, str)]
    if not filled:
        return 0.0, ()
    late = {text for text in set(filled) if _VALUE.fullmatch(" ".join(text.casefold().split()))}
    count = sum(text in late for text in filled)
    common = sorted(late, key=lambda text: (-filled.count(text), text))[:3]
    return count / len(filled), tuple(common)
