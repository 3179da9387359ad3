"""Parts of sentences that notes, calls, meetings, mails and forms are composed from.

Slots in braces: `person` and `family` of whoever it is about, `company`, `city`, `product`, `crew` (a
head count), `sites`, `month`, `weekday`, `owner`, `tool` (what they use today), `problem`, `seat`.
"""

from collections.abc import Mapping

PRODUCTS = ("Harbour Plan", "Harbour Dispatch", "Harbour Mobile", "Harbour Insight")

MISSPELT_PRODUCTS: Mapping[str, tuple[str, ...]] = {
    "Harbour Plan": ("Harbor Plan", "HarbourPlan", "Habour Plan"),
    "Harbour Dispatch": ("Harbor Dispach", "Harbour Dispatsh", "HarbourDispatch"),
    "Harbour Mobile": ("Harbour Mobil", "Harbor Mobile", "Harbour Moblie"),
    "Harbour Insight": ("Harbour Insigth", "Harbor Insights", "HarbourInsight"),
}

SLOTS: Mapping[str, tuple[str, ...]] = {
    "month": ("January", "February", "March", "April", "May", "June", "September", "October", "November"),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "tool": ("spreadsheets", "a whiteboard", "paper job cards", "a system built in 2009", "three calendars",
             "a tool the parent company picked", "mail and telephone", "an app nobody opens"),
    "problem": ("double-booked crews", "missed service windows", "overtime nobody planned", "late invoices",
                "parts that arrive after the fitter", "drivers without addresses", "lost job sheets",
                "reports that take two days", "no view of who is where", "sick days that break the plan"),
    "seat": ("the head of operations", "the finance lead", "the IT manager", "the works council",
             "the regional director", "procurement", "the site foreman", "the new CEO"),
}  # fmt: skip

OPENINGS: Mapping[str, tuple[str, ...]] = {
    "note": (
        "Spoke to {person} at the {city} trade fair.",
        "{person} rang back about {product}.",
        "Desk research on {company}.",
        "Handover from {owner}.",
        "{company} came up in the territory review.",
        "Background from {person}:",
        "Met {person} by chance on the train to {city}.",
    ),
    "call": (
        "Called {person}, good line, twenty minutes.",
        "First call with {person}.",
        "{person} called in with a question on {product}.",
        "Voicemail for {person}; rang back within the hour.",
        "Short call with {person} between two meetings.",
        "Call with {person} and {seat}.",
    ),
    "meeting": (
        "Demo of {product} for {company}.",
        "Workshop in {city} with {person} and {seat}.",
        "Review meeting with {person}.",
        "Kick-off for the {product} trial.",
        "Site visit at {company}, {city}.",
        "Commercial meeting with {person}; {seat} joined late.",
    ),
    "email": (
        "Dear {person}, thank you for your time on {weekday}.",
        "Hello {person}, here is what we promised on {product}.",
        "Hi {person}, following up on the question of {seat}.",
        "Good morning {person}, a short summary as agreed.",
        "Dear Ms or Mr {family}, thank you for your interest in {product}.",
    ),
    "task": (
        "Send {person} the price sheet for {product}.",
        "Call {person} about the {month} start.",
        "Prepare the {product} demo for {company}.",
        "Ask {seat} at {company} for the contract template.",
        "Check with {owner} whether {company} can pilot in {city}.",
        "Update the close date for {company} after the call with {person}.",
    ),
}

BODIES = (
    "They plan around {crew} people from {city} with {tool}.",
    "Today they work with {tool}, and the pain is {problem}.",
    "{person} says {problem} cost them the most last year.",
    "They run {sites} sites and want one plan for all of them by {month}.",
    "Budget is with {seat}; nothing moves before {month}.",
    "{seat} wants a reference customer of about {crew} people.",
    "They liked {product}, and asked twice how it copes with {problem}.",
    "Decision is between us and staying with {tool}.",
    "Security questionnaire has to be with {seat} by {weekday}.",
    "Their contract for the present tool ends in {month}.",
    "They would start with {sites} sites and about {crew} users.",
    "{person} is convinced; {seat} is not.",
    "Two crews in {city} would try it first.",
    "The union has to agree before anything is tracked on a phone.",
    "They grew to {crew} people since we last spoke.",
    "A new {seat} starts in {month} and will look at this again.",
)

CLOSINGS: Mapping[str, tuple[str, ...]] = {
    "note": ("Worth a call in {month}.", "Left it with {owner}.", "No action yet.", "Keep warm."),
    "call": (
        "Agreed to speak again on {weekday}.",
        "Sends us the crew list by {weekday}.",
        "Asked for a quote for {sites} sites.",
        "No next step agreed.",
        "Wants a demo of {product} in {month}.",
    ),
    "meeting": (
        "Next: a trial with {sites} sites in {month}.",
        "Next: quote by {weekday}.",
        "Next: {seat} talks to the board in {month}.",
        "They will come back to us after {weekday}.",
    ),
    "email": (
        "Would {weekday} suit you for a short call? Kind regards, {owner}",
        "The price sheet is attached. Best wishes, {owner}",
        "Please tell me if anything is missing. Kind regards, {owner}",
    ),
    "task": ("Due {weekday}.", "Before the end of {month}.", "{person} is waiting for it.", "Low priority."),
}  # fmt: skip

FORM_NEEDS = (
    "We run around {crew} people across {city} and need this in place before {month}.",
    "{crew} field staff, {sites} sites, and we still plan with {tool}.",
    "Looking for a replacement for {tool}; {problem} are killing us.",
    "Please send prices for {product} for about {crew} users.",
    "We saw {product} at a fair in {city} and would like a demo in {month}.",
    "Is {product} able to cope with {problem}? We have {sites} sites.",
    "Our group wants one planning tool for {sites} locations by {month}.",
    "Can somebody call me on {weekday}? It is about {product}.",
)

FORM_TIMES: Mapping[str, tuple[str, ...]] = {
    "this month": (
        "We want to decide this month.",
        "It is urgent, we need to start within four weeks.",
    ),
    "this quarter": ("We hope to decide this quarter.", "Budget is approved for this quarter."),
    "this year": (
        "No hurry, some time this year.",
        "We are planning for the second half of the year.",
    ),
    "just looking": ("Just looking for now.", "This is for a school project.", "Only comparing."),
}
