"""Damage that translation adds: glosses, doubled units, dates and numbers in foreign formats, untranslated words."""

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


def gloss(ctx: Context) -> list[Edit]:
    """A term gets a gloss that repeats it: "North Korean leader (North Korea) Kim", "South Korea (South Korea)"."""
    rng = ctx.rng
    places: list[tuple[int, str, str]] = []  # position, gloss, and the term it repeats
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
    """A type or a unit appears twice: "news agency KCNA news agency", "the River Danube river", "7.5% per cent"."""
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
    """Dates, times, numbers or sums of money in the format of another language."""
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


def foreign_words(ctx: Context) -> list[Edit]:
    """A word or two in another language, instead of a word or beside one."""
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
