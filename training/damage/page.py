"""Page furniture on separate lines before, between and after paragraphs, for documents without a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from training.damage.editing import Context
from training.damage.splices import (
    ACTIONS,
    CREDITS,
    LINKS,
    MONTHS,
    headline,
    person,
    subject,
)

_SECTIONS = (
    "Home", "News", "World", "Politics", "Business", "Sport", "Sports", "Tech", "Science", "Health", "Culture",
    "Opinion", "Lifestyle", "Travel", "Video", "Weather", "Entertainment", "Local", "Asia", "Europe", "Africa",
    "Middle East", "US", "UK", "Money", "Markets", "Arts", "Food", "Style", "Podcasts", "Newsletters", "Obituaries",
    "Jobs", "Real Estate", "Cricket", "Football", "Education", "Environment", "Climate", "Investigations", "Contact",
    "About us", "Subscribe",
)  # fmt: skip
_NOTICES = (
    "We use cookies to improve your experience. By continuing to use this site you agree to our cookie policy.",
    "This site uses cookies. Accept all", "Copyright © {year} {site}. All rights reserved.", "All rights reserved.",
    "© {year} {site}", "Terms of use | Privacy policy | Contact", "Enter your email address to subscribe to {site}.",
    "Get the best of {site} in your inbox every morning.", "Sign up for our free daily newsletter", "{n} comments",
    "Leave a reply", "Your email address will not be published. Required fields are marked *", "Share", "Tweet",
    "Share on Facebook", "Share this article", "Facebook Twitter WhatsApp Email", "Email Print", "{n} min read",
    "Reading time: {n} minutes", "Follow {site} on Twitter and Facebook for the latest news.", "{n} shares",
    "Like this:", "Our journalism needs your support. Please consider becoming a member today.",
    "Already a subscriber? Log in", "You have {n} free articles left this month.", "Have a story? Send us a tip.",
    "Log in", "Register", "Search", "Menu", "Download our app for breaking news alerts.",
    "This article first appeared on {site}.", "Posted in: {section}", "Tags: {tags}", "Filed under {section}",
    "More from {site}", "Related articles", "Most read", "Trending now", "Comments are closed.",
    "Never miss a story: turn on notifications", "Source: {site}", "Source Agencies", "(Agencies)",
    "With inputs from {site}", "(Reporting by {person}; Editing by {other})", "Next article", "Previous article",
)  # fmt: skip
_STAMP_LEADS = ("", "Published : ", "Updated : ", "Published: ", "Last updated ", "Posted on ", "date ", "As of ")
_BYLINES = ("By {}", "by {}", "Written by {}", "{}, Staff Writer", "By {} | {}", "{} for {}", "{}", "BY {}")
_SOURCES = ("Source: {}", "Source : {}", "Via {}", "Source {}", "Originally published by {}", "Story: {}")
_SITES = ("The Daily Post", "Metro Today", "Reuters", "The Herald", "Channel 8", "AFP", "News24", "Coast Courier", "AP")


def _stamp(ctx: Context) -> str:
    rng = ctx.rng
    year, month, day = rng.randint(2008, 2025), rng.randrange(12), rng.randint(1, 28)
    hour, minute = rng.randint(1, 12), rng.randint(0, 59)
    name = MONTHS[month]
    words = [f"{day} {name} {year}", f"{name} {day}, {year}", f"{name[:3]}. {day}, {year}", f"{day} {name[:3]} {year}"]
    numbers = [f"{year}-{month + 1:02d}-{day:02d}", f"{day}/{month + 1}/{year}"]
    date = rng.choice([*words, *numbers, f"{name[:3].upper()} {day}, {year}"])
    time = f"{hour}:{minute:02d}"
    clock = rng.choice(["", f" {time} AM", f", {time}", f" at {time} pm", f" | {hour}.{minute:02d} IST"])
    lead = rng.choice(_STAMP_LEADS)
    return f"{lead}{date}{clock}"


def lines(ctx: Context, where: str) -> list[tuple[str, str]]:
    """One to six lines of furniture, each with the name of its rule."""
    rng = ctx.rng
    site = rng.choice(_SITES)

    def one() -> tuple[str, str]:
        sections = rng.sample(_SECTIONS, rng.randint(2, 8))
        if where == "before":
            kind = rng.choice(["breadcrumb", "menu", "timestamp", "byline", "call-to-action", "menu"])
        elif where == "between":
            kind = rng.choice(["call-to-action", "link", "link", "credit"])
        else:
            kind = rng.choice(["call-to-action", "call-to-action", "link", "menu", "source-line", "timestamp"])
        if kind == "breadcrumb":
            mark = rng.choice([" » ", " > ", " / ", " › ", " | ", ">"])
            return mark.join(["Home", *sections[: rng.randint(1, 2)], headline(ctx)]), "breadcrumb"
        if kind == "menu":
            return rng.choice([" ", " | ", " · ", "  ", " • "]).join(sections), "menu"
        if kind == "timestamp":
            return _stamp(ctx), "timestamp"
        if kind == "byline":
            return rng.choice(_BYLINES).format(person(ctx), site), "byline"
        if kind == "source-line":
            return rng.choice(_SOURCES).format(site), "source-line"
        if kind == "credit":
            return ctx.pick(CREDITS).format(person(ctx)), "source-line"
        if kind == "link":
            return ctx.pick(LINKS).format(headline(ctx)), "call-to-action"
        if rng.random() < 0.35:
            return ctx.pick(ACTIONS), "call-to-action"
        text = ctx.pick(_NOTICES).format(
            site=site,
            year=rng.randint(2009, 2025),
            n=rng.randint(2, 60),
            section=sections[0],
            tags=", ".join(subject(ctx) for _ in range(3)),
            person=person(ctx),
            other=person(ctx),
        )
        return text, "call-to-action"

    count = rng.choice([1, 1, 2, 3]) if where == "between" else rng.choice([1, 2, 3, 4, 6])
    return [one() for _ in range(count)]


def teasers(ctx: Context, others: Sequence[str]) -> list[tuple[str, str]]:
    """Headlines of other documents, as in a list of related articles."""
    rng = ctx.rng
    chosen = rng.sample(list(others), min(len(others), rng.randint(2, 6)))
    return [(headline(replace(ctx, paragraphs=[other], index=0)), "menu") for other in chosen if other.strip()]
