"""Local translation damage: glosses, foreign date and number formats, stutters, untranslated words, grammar slips."""

from __future__ import annotations

import re

from training.damage.editing import Context, Edit, edit

_COUNTRIES = {
    "North Korean": "North Korea", "South Korean": "South Korea", "American": "United States", "British": "Britain",
    "Russian": "Russia", "Chinese": "China", "German": "Germany", "French": "France", "Indian": "India",
    "Israeli": "Israel", "Japanese": "Japan", "Iranian": "Iran", "Turkish": "Turkey", "Indonesian": "Indonesia",
    "Australian": "Australia", "Ukrainian": "Ukraine", "Italian": "Italy", "Spanish": "Spain", "Canadian": "Canada",
    "Mexican": "Mexico", "Brazilian": "Brazil", "Egyptian": "Egypt", "Iraqi": "Iraq", "Syrian": "Syria",
    "Czech": "Czech Republic", "European": "EU", "Saudi": "Saudi Arabia", "Palestinian": "Palestine",
    "Swedish": "Sweden", "Dutch": "Netherlands",
}  # fmt: skip
_SHORT = {
    "United States": "US", "United Nations": "UN", "European Union": "EU", "United Kingdom": "UK",
    "South Korea": "ROK", "World Health Organization": "WHO", "Russia": "RF", "China": "PRC", "prime minister": "PM",
    "president": "President", "Prime Minister": "PM", "Central Bank": "central bank", "police": "Police",
    "gross domestic product": "GDP", "Supreme Court": "court", "World Cup": "Worldcup", "million": "mln",
    "billion": "bn", "percent": "%", "per cent": "%",
}  # fmt: skip
_KINDS_OF_THING = (
    "news agency", "river", "city", "organization", "company", "party", "newspaper", "island", "president",
)  # fmt: skip
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_DATE = re.compile(rf"\b({_MONTH}) (\d{{1,2}})(?:, (\d{{4}}))?\b|\b(\d{{1,2}}) ({_MONTH})(?: (\d{{4}}))?\b")
_NUMBER = re.compile(
    r"(?<![\w.])\d{1,3},\d{3}(?![\w,.]\d)|(?<![\w.,])\d{1,3}\.\d{1,2}(?=%| percent| million| billion| per)"
)
_FOREIGN_RUNS = (
    "Regierung", "sagte er", "Bundeskanzler", "und", "Uhr", "nicht nur", "sowie", "laut Angaben", "das Unternehmen",
    "gobierno", "según", "pero también", "el presidente", "dijo que", "año", "aunque", "los trabajadores",
    "millones de", "selon", "le gouvernement", "ainsi que", "a déclaré", "c'est-à-dire", "aussi", "l'année dernière",
    "depuis", "governo", "secondo", "ma anche", "il presidente", "ha detto", "perché", "segundo", "não apenas",
    "disse que", "ainda", "pemerintah", "mengatakan", "tetapi", "waktu setempat", "yang", "dan", "juga", "menurut",
    "rząd", "powiedział", "które", "vláda", "řekl", "také", "hükümet", "dedi", "ancak", "regering", "zei", "volgens",
    "ook", "regeringen", "sade", "också", "правительство", "сказал", "также", "года", "уряд", "який", "政府", "表示",
    "公司", "记者", "政府は", "と述べた", "について", "정부는", "관련", "الحكومة", "قال", "सरकार", "ने कहा", "সরকার",
    "κυβέρνηση", "είπε", "הממשלה", "รัฐบาล", "gwamnati", "ya ce", "hallitus", "sanoi", "ríkisstjórn", "sagði",
    "kormány", "mondta", "serikali", "alisema", "chính phủ", "cho biết",
)  # fmt: skip
_DOUBLES = frozenset(
    re.findall(
        r"\w+",
        """the a an of to and at from for with by or as but if this these those their our my its his we they he was
        were be been will would should could than into between because which while in on is are has have not also
        very said more""",
    )
)
_SWAPS = {
    "in": ("on", "at"), "on": ("in", "at"), "at": ("in", "on", "by"), "of": ("from", "for"), "from": ("of", "by"),
    "to": ("in", "on", "at"), "for": ("to", "of", "on"), "by": ("from", "with"), "with": ("by", "on", "along of"),
    "about": ("over", "on the"), "into": ("in", "to"), "during": ("in the time of", "at"), "since": ("from",),
    "between": ("among of", "inter"), "against": ("to", "from"), "than": ("then", "as"), "who": ("which", "what"),
    "that": ("what", "which"), "a": ("an", "one"), "an": ("a",), "is": ("are", "be"), "are": ("is",),
    "was": ("were",), "were": ("was",), "has": ("have",), "have": ("has",), "many": ("much",), "much": ("many",),
    "he": ("it",), "his": ("its", "him"), "their": ("its", "they"), "because": ("because of",), "so": ("such",),
    "also": ("too",), "made": ("did",), "do": ("make",), "said": ("told", "spoke"), "told": ("said",),
    "more": ("most",), "until": ("till to",),
}  # fmt: skip
_PLURALS = {
    "information": "informations", "people": "peoples", "news": "newses", "money": "moneys",
    "equipment": "equipments", "evidence": "evidences", "advice": "advices", "research": "researches", "men": "mens",
    "women": "womens", "children": "childs", "staff": "staffs", "police": "polices", "furniture": "furnitures",
    "knowledge": "knowledges", "damage": "damages", "traffic": "traffics", "progress": "progresses", "work": "works",
    "help": "helps",
}  # fmt: skip
_CALQUES = (
    ("according to", "according with"), ("for example", "on example"), ("in fact", "in the fact"),
    ("last year", "the past year"), ("at least", "at the least"), ("as well as", "as also"), ("such as", "so as"),
    ("in order to", "for to"), ("depends on", "depends from"), ("part of", "part from"),
    ("one of the", "one from the"), ("at the same time", "in same time"), ("as a result", "in result"),
    ("because of", "by reason of"), ("a number of", "a series of numbers of"), ("make a decision", "take decision"),
    ("decided to", "has decided about to"), ("would like", "would want"), ("there is", "it exists"),
    ("there are", "it gives"), ("in the world", "on the world"), ("each other", "one another each"),
    ("years ago", "years before now"), ("as soon as", "so soon as"), ("due to", "owing from"), ("a lot of", "a lot"),
    ("able to", "in the position to"), ("used to", "was using to"), ("known as", "known like"),
    ("responsible for", "responsible of"), ("look forward to", "rejoice on"), ("interested in", "interested for"),
    ("in addition", "besides this"), ("most of", "the most of"), ("both of", "the both"),
    ("first time", "first once"), ("arrived in", "arrived to"), ("married to", "married with"),
    ("accused of", "accused for"), ("afraid of", "afraid from"), ("agree with", "are agree with"),
    ("want to", "want that to"), ("on Monday", "the Monday"), ("on Friday", "the Friday"),
    ("half of", "the half of"), ("did not", "not did"),
)  # fmt: skip


def gloss(ctx: Context) -> list[Edit]:
    """A term is glossed with itself: "North Korean leader (North Korea) Kim", "South Korea (South Korea)"."""
    rng = ctx.rng
    places: list[tuple[int, str, str]] = []  # where the gloss goes, the gloss, and the term it repeats
    for adjective, country in _COUNTRIES.items():
        found = re.finditer(rf"\b{adjective}\b(?: [a-z]{{3,}}){{0,2}}", ctx.text)
        places += [(m.end(), rng.choice([country, country, adjective]), m[0]) for m in found]
    for term, short in _SHORT.items():
        places += [(m.end(), rng.choice([short, term, term]), m[0]) for m in re.finditer(rf"\b{term}\b", ctx.text)]
    names = list(re.finditer(r"\b[A-Z][a-z]{3,}(?: [A-Z][a-z]{2,})+", ctx.text))
    if names and (not places or ctx.chance(0.4)):
        name = rng.choice(names)
        last = name[0].split()[-1]
        glosses = [name[0], last, "".join(word[0] for word in name[0].split()), rng.choice(_KINDS_OF_THING)]
        places = [(name.end(), rng.choice(glosses[:3]), name[0])]
    if not places:
        return []
    at, written, _ = rng.choice(places)
    if ctx.text[at : at + 2] in (" (", "’s", "'s"):
        return []
    dress = rng.choices(["({})", "[{}]", ", {},", "/{}/", "– {} –", "({}) ({})"], [78, 6, 6, 4, 3, 3])[0]
    piece = dress.format(written, written)
    return [edit(at, at, piece if piece[0] == "," else f" {piece}", "redundant-gloss", piece)]


def doubled_class(ctx: Context) -> list[Edit]:
    """A type or unit is named twice: "news agency KCNA news agency", "the River Danube river", "7.5% per cent"."""
    found = list(re.finditer(r"\d%|\$\d[\d,.]*(?: [mb]illion)?|\b\d+ ?(?:km|kg|percent|per cent)\b", ctx.text))
    if found and ctx.chance(0.6):
        at = ctx.rng.choice(found)
        unit = "dollars" if at[0][0] == "$" else at[0].split()[-1] if " " in at[0] else "per cent"
        unit = ctx.rng.choice(["US dollars", "dollars", "USD"]) if unit == "dollars" else unit
        return [edit(at.start(), at.end(), f"{at[0]} {unit}", "redundant-gloss", unit)]
    things = (
        "agency|company|party|river|city|minister|president|council|court|university|island|province|newspaper|bank"
    )
    found = list(re.finditer(rf"\b(\w+ )?({things}) ((?:[A-Z]\w+ ?){{1,3}})(?=\b)", ctx.text))
    if not found:
        return []
    at = ctx.rng.choice(found)
    end = at.start() + len(at[0].rstrip())
    return [edit(end, end, f" {at[2]}", "redundant-gloss", at[2])]


def locale_form(ctx: Context) -> list[Edit]:
    """Dates, times, numbers and sums of money in another language's format."""
    rng = ctx.rng
    options: list[Edit] = []
    for day in re.finditer(rf"\b(?:{_DAY})\b", ctx.text):
        d, m, y = rng.randint(1, 28), rng.randint(1, 12), rng.randint(2005, 2025)
        month = rng.choice(["Agustus", "août", "marzo", "Mai", "июня"])
        numeric = [f"({d}/{m})", f"({d}/{m}/{y})", f"({d}.{m}.)", f"({d}.{m}.{y})", f"({d:02d}-{m:02d}-{y})"]
        other = [f"({y}/{m}/{d})", f", {d}/{m},", f"({d}/{m}) local time", f"the {d}.{m}.{y}", f"{d}.{m:02d}."]
        foreign = [f"({m}月{d}日)", f"({y}年{m}月{d}日)", f"({d} {month})", f"({d}/{m}/{y % 100:02d}) WIB"]
        form = rng.choice(numeric + numeric + other + foreign)
        options.append(edit(day.end(), day.end(), form if form[0] == "," else f" {form}", "locale-residue", form))
    for date in _DATE.finditer(ctx.text):
        month, number, year = (date[1], date[2], date[3]) if date[1] else (date[5], date[4], date[6])
        index = _MONTH.split("|").index(month) + 1
        forms = [f"{number}. {month}", f"{number}.{index}.", f"{month} {number}th day", f"{number}/{index}"]
        forms += [f"the {number} of {month.lower()}", f"{number} {month} local time", f"{index}月{number}日"]
        form = rng.choice(forms) + (
            rng.choice([f" {year}", f".{year}", f" of {year}", f" {year} year"]) if year else ""
        )
        options.append(edit(date.start(), date.end(), form, "locale-residue"))
    for number in _NUMBER.finditer(ctx.text):
        swapped = number[0].translate(str.maketrans(",.", ".,"))
        options.append(edit(number.start(), number.end(), swapped, "locale-residue"))
    for money in re.finditer(r"[$£€](\d[\d,.]*\d|\d)(?: ([mb]illion))?", ctx.text):
        unit = {"$": "USD", "£": "GBP", "€": "EUR"}[money[0][0]]
        amount = money[1] + (f" {money[2]}" if money[2] else "")
        form = rng.choice(
            [f"{amount}{money[0][0]}", f"{amount} {money[0][0]}", f"{money[0]} {unit}", f"{unit} {money[0]}"]
        )
        options.append(edit(money.start(), money.end(), form, "locale-residue"))
    for time in re.finditer(r"\b(\d{1,2})(?::(\d\d))? ?(am|pm|a\.m\.|p\.m\.|AM|PM)(?!\w)", ctx.text):
        hour = int(time[1]) % 12 + (12 if time[3][0] in "pP" else 0)
        minute = time[2] or "00"
        forms = [f"{hour} h", f"{hour}.{minute}", f"{hour}h{minute}", f"{hour} o'clock hours", f"{hour}:{minute} Uhr"]
        form = rng.choice([*forms, f"{hour}.{minute} WIB", f"{hour} hours {minute} minutes"])
        options.append(edit(time.start(), time.end(), form, "locale-residue"))
    return [rng.choice(options)] if options else []


def stutter(ctx: Context) -> list[Edit]:
    """A word is written twice in a row."""
    found = [m for m in re.finditer(r"\b[A-Za-z]+\b(?= )", ctx.text) if m[0].lower() in _DOUBLES]
    if ctx.chance(0.3):
        found = list(re.finditer(r"\b[a-z]{4,}\b(?= [a-z])", ctx.text))
    if not found:
        return []
    at = ctx.rng.choice(found)
    again = at[0].lower()
    return [edit(at.start(), at.end(), f"{at[0]} {again}", "doubled-word")]


def foreign_words(ctx: Context) -> list[Edit]:
    """A word or two of another language, instead of a word or next to it."""
    if not ctx.gaps:
        return []
    run = ctx.pick(_FOREIGN_RUNS)
    words = list(re.finditer(r"\b[a-z]{4,}\b", ctx.text))
    if words and ctx.chance(0.65):
        word = ctx.rng.choice(words)
        return [edit(word.start(), word.end(), run, "untranslated")]
    gap = ctx.rng.choice(ctx.gaps)
    text = f"({run})" if ctx.chance(0.25) else run
    return [edit(gap, gap + 1, f" {text} ", "untranslated", run)]


def article(ctx: Context) -> list[Edit]:
    """An article is dropped, swapped, or added before a name."""
    found = list(re.finditer(r"\b(the|a|an) ([A-Za-z]\w*)", ctx.text))
    names = list(re.finditer(r"(?<=[a-z] )([A-Z][a-z]{3,})\b(?=[ .,’])", ctx.text))
    names = [m for m in names if not re.search(r"\b(?:the|a|an|The) \Z", ctx.text[: m.start()][-5:])]
    if names and ctx.chance(0.25):
        at = ctx.rng.choice(names)
        return [edit(at.start(), at.end(), f"the {at[0]}", "odd-wording")]
    if not found:
        return []
    at = ctx.rng.choice(found)
    text = at[2] if ctx.chance(0.7) else f"{'a' if at[1] == 'the' else 'the'} {at[2]}"
    return [edit(at.start(), at.end(), text, "odd-wording")]


def wrong_word(ctx: Context) -> list[Edit]:
    """A preposition, pronoun or verb form that the sentence does not take."""
    found = [m for m in re.finditer(r"\b[a-z]+\b", ctx.text) if m[0] in _SWAPS]
    if not found:
        return []
    at = ctx.rng.choice(found)
    start, end = ctx.around(at.end())
    text = ctx.text[start : at.start()] + ctx.rng.choice(_SWAPS[at[0]]) + ctx.text[at.end() : end]
    return [edit(start, end, text, "odd-wording")]


def missing_word(ctx: Context) -> list[Edit]:
    """A preposition, pronoun or auxiliary is missing."""
    found = list(
        re.finditer(
            r"\b(?:of|to|in|for|on|is|are|was|were|has|have|been|be|that|he|she|they|it|and|with|from) ", ctx.text
        )
    )
    if not found:
        return []
    at = ctx.rng.choice(found)
    return _cut(ctx, at) if at.start() else []


def _cut(ctx: Context, at: re.Match[str]) -> list[Edit]:
    """Removes `at` (a word and its space) and marks the words on both sides."""
    start, _ = ctx.around(max(0, at.start() - 1))
    _, end = ctx.around(at.end() - 1)
    return [edit(start, end, ctx.text[start : at.start()] + ctx.text[at.end() : end], "odd-wording")]


def word_order(ctx: Context) -> list[Edit]:
    """Two neighbouring words change places, or a word moves two to five places."""
    starts = [0, *(gap + 1 for gap in ctx.gaps)]
    size = ctx.rng.choice([2, 2, 3, 4, 5, 6])
    if len(starts) <= size:
        return []
    i = ctx.rng.randrange(1, len(starts) - size + 1) if len(starts) > size else 1
    last = ctx.around(starts[i + size - 2])[1] if size > 2 else ctx.around(starts[i])[1]
    run = ctx.text[starts[i - 1] : last]
    words = run.split(" ")
    if len(words) < 2 or not all(word.isalpha() for word in words):
        return []
    moved = [*words[1:], words[0]] if ctx.chance(0.5) else [words[-1], *words[:-1]]
    if [word.lower() for word in moved] == [word.lower() for word in words]:
        return []
    return [edit(starts[i - 1], last, " ".join(moved), "odd-wording")]


def wrong_plural(ctx: Context) -> list[Edit]:
    """ "informations", "five minister": a plural that English lacks, or a missing one."""
    found = [m for m in re.finditer(r"\b[a-z]+\b", ctx.text) if m[0] in _PLURALS]
    if found and ctx.chance(0.6):
        at = ctx.rng.choice(found)
        return [edit(at.start(), at.end(), _PLURALS[at[0]], "odd-wording")]
    counted = list(
        re.finditer(r"\b(?:two|three|four|five|six|many|several|few|these|\d{2,3}) [a-z]{3,}[^s\W]s\b", ctx.text)
    )
    if not counted:
        return []
    at = ctx.rng.choice(counted)
    return [edit(at.start(), at.end(), at[0][:-1], "odd-wording")]


def calque(ctx: Context) -> list[Edit]:
    """A set phrase translated word for word from another language."""
    found = [(m, calqued) for phrase, calqued in _CALQUES for m in re.finditer(rf"\b{phrase}\b", ctx.text)]
    if not found:
        return []
    at, calqued = ctx.rng.choice(found)
    return [edit(at.start(), at.end(), calqued, "odd-wording")]


def shuffled(ctx: Context) -> list[Edit]:
    """Five to nine words in random order."""
    starts = [0, *(gap + 1 for gap in ctx.gaps)]
    size = ctx.rng.randint(5, 9)
    if len(starts) < size + 2:
        return []
    i = ctx.rng.randrange(len(starts) - size)
    run = ctx.text[starts[i] : starts[i + size] - 1]
    words = run.split(" ")
    if len(words) != size or not all(re.fullmatch(r"[\w’'-]+", word) for word in words):
        return []
    mixed = ctx.rng.sample(words, size)
    return [] if mixed == words else [edit(starts[i], starts[i] + len(run), " ".join(mixed), "odd-wording")]


def misspelling(ctx: Context) -> list[Edit]:
    """Two letters of a word change places, or one is doubled, lost or replaced."""
    words = list(re.finditer(r"\b[a-z]{5,}\b", ctx.text))
    if not words:
        return []
    at = ctx.rng.choice(words)
    word = at[0]
    i = ctx.rng.randrange(1, len(word) - 1)
    wrong = ctx.rng.choice(
        [
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            word[:i] + word[i] + word[i:],
            word[:i] + word[i + 1 :],
            word[:i] + ctx.rng.choice("aeiourstln") + word[i + 1 :],
        ]
    )
    return [] if wrong == word else [edit(at.start(), at.end(), wrong, "odd-wording")]
