"""Splices into a paragraph: key phrases, link texts, captions, credits, labels, headings, posts, repetitions."""

from __future__ import annotations

from training.damage.editing import Context, Edit, edit

LINKS = (
    "Read more: {}", "READ MORE: {}", "Read also: {}", "ALSO READ | {}", "See also: {}", "SEE ALSO: {}",
    "Related: {}", "RELATED: {}", "Related article {}", "More: {}", "MORE: {}", "Recommended: {}", "Don't miss: {}",
    "Watch: {}", "WATCH | {}", "Listen: {}", "From the archive: {}", "Explained: {}", "In pictures: {}",
    "Opinion: {}", "» {}", "[Read more: {}]", "(Read: {})", "You may also like: {}",
    "You might also be interested in: {}", "Must read: {}", "Further reading: {}", "What to know: {}",
    "Analysis: {}", "Up next: {}", "Trending: {}", "Editor's pick: {}", ">> {}", "Click to read: {}",
    "What you need to know about {}", "Continue reading: {}", "Next: {}", "Live updates: {}",
)  # fmt: skip
ACTIONS = (
    "Advertisement", "ADVERTISEMENT", "Story continues below advertisement", "Article continues below this ad",
    "Scroll down to continue", "Click here", "Click here to subscribe", "(Click to enlarge)", "Share this story",
    "Sign up for our newsletter", "Subscribe now", "Skip to content", "Read More", "Loading...", "View comments",
    "Enlarge this image", "Hide caption", "toggle caption", "Play video", "Open in new window", "Tap to expand",
    "Follow us on Twitter", "Get the app", "Report this ad", "Sponsored", "[Video]", "[Photo]", "(VIDEO)",
    "Show more", "Print this page", "Copy link", "Embed", "Back to top", "Download PDF", "See full size", "Buy now",
    "Learn more", "Getty Images", "Opens in a new tab", "Unmute", "1 of 12", "Image 3 of 7", "0:00 / 2:31",
    "You are in: News", "This article is for subscribers only", "Support our journalism", "Thanks for signing up!",
    "Was this helpful?",
)  # fmt: skip
CREDITS = (
    "Photo: {}/Getty Images", "Photograph: {}/AP", "Image: {}", "Image credit: {}", "(Photo by {})", "Picture: {}",
    "{} / AFP", "(AP Photo/{})", "Credit: {}", "REUTERS/{}", "Courtesy of {}", "© {}", "Photo courtesy {}",
    "[{}/EPA]", "Illustration by {}", "File photo: {}", "Source: {}", "{} via Getty Images", "Foto: {}",
    "Screenshot: {}", "Video by {}", "(Image: {})", "Photo credit should read {}", "Alamy Stock Photo",
)  # fmt: skip
_CAPTIONS = (
    "{} pictured in a file photo.", "{} during a visit last year", "A view of {}", "{}, left, and {}, right",
    "File image of {}", "An aerial view shows {}", "{} speaks to reporters on Monday.", "{} in 2019", "{} (centre)",
    "People walk past {}", "The logo of {} is seen", "{} attends a meeting", "FILE - {} arrives for a hearing",
    "A sign outside {}", "{} has been criticised over {}", "Workers at {} on Friday", "{} has denied the claims",
)  # fmt: skip
_LABELS = (
    "Story highlights", "Key points", "Key Points:", "HIGHLIGHTS", "Highlights", "Summary", "At a glance",
    "In brief", "Quick take", "Fast facts", "Topics", "Tags", "What's next", "Background", "Context", "Analysis",
    "Update", "Live", "Breaking", "Exclusive", "Opinion", "News", "Updated", "Timeline", "Media caption",
    "Image caption", "Image source", "Pull quote", "Editor's note", "Story at a glance", "The gist",
    "Why it matters", "The big picture", "Driving the news", "Yes, but:", "Most read", "In this article",
    "Table of contents", "By the numbers", "Key takeaways", "TL;DR", "Verdict",
)  # fmt: skip
_HEADINGS = (
    "{}", "{}", "What is {}?", "Who is {}?", "Why {} matters", "The future of {}", "After {}", "{}: what happened",
    "Growing concern", "Cohesion", "A long road", "‘Not enough’", "What happens next?", "Early life",
    "Background and aims", "Market reaction", "Mixed results", "No comment", "Changing times", "Results",
    "A new start", "Career", "The verdict", "Rising costs", "‘We are ready’", "International response", "History",
    "How it works", "Road ahead", "Legacy",
)  # fmt: skip
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_FIRST = [
    "Anna",
    "James",
    "Maria",
    "David",
    "Chen",
    "Ahmed",
    "Laura",
    "Peter",
    "Kofi",
    "Elena",
    "Tom",
    "Sofia",
    "Omar",
    "Julia",
    "Raj",
    "Emily",
    "Luca",
    "Grace",
    "Ivan",
]
_LAST = [
    "Miller",
    "Okafor",
    "Rossi",
    "Tanaka",
    "Novak",
    "Khan",
    "Walsh",
    "Silva",
    "Becker",
    "Lee",
    "Moreau",
    "Larsen",
    "Petrov",
    "Diaz",
    "Brown",
    "Cohen",
    "Ali",
]


def person(ctx: Context) -> str:
    return f"{ctx.rng.choice(_FIRST)} {ctx.rng.choice(_LAST)}"


def subject(ctx: Context) -> str:
    """A topic for titles and captions: a key phrase of the document, or three to eight words of a paragraph."""
    if ctx.phrases and ctx.chance(0.7):
        return ctx.rng.choice(ctx.phrases)
    words = ctx.rng.choice(ctx.paragraphs).split()
    size = ctx.rng.randint(3, 8)
    at = ctx.rng.randrange(max(1, len(words) - size))
    return " ".join(words[at : at + size]).strip(".,;:!?“”\"'’()")


def headline(ctx: Context) -> str:
    """Five to twelve words of the document, made to look like a headline."""
    words = ctx.rng.choice(ctx.paragraphs).split()[: ctx.rng.randint(5, 12)]
    text = " ".join(words).rstrip(".,;:!?“”\"'’()")
    return text.title() if ctx.chance(0.4) else text


def _insert(ctx: Context, matter: str, label: str) -> list[Edit]:
    """Inserts at a sentence boundary, in mid-sentence, at the start or at the end, with or without a line break."""
    place = ctx.rng.choices(["boundary", "middle", "end", "start"], [35, 25, 28, 12])[0]
    if place == "boundary" and ctx.boundaries:
        at = ctx.rng.choice(ctx.boundaries)
        gap = at.end() - 1
        after = ctx.rng.choices([" ", "\n", ". ", ""], [70, 12, 8, 10])[0]
        return [edit(gap, gap + 1, f" {matter}{after}", label, matter)]
    if place == "middle" and ctx.gaps:
        gap = ctx.rng.choice(ctx.gaps)
        after = ctx.rng.choices([" ", "\n", ". "], [80, 12, 8])[0]
        return [edit(gap, gap + 1, f" {matter}{after}", label, matter)]
    if place == "start":
        before = ctx.rng.choices([" ", "", " - ", ": "], [75, 15, 5, 5])[0]
        return [edit(0, 0, matter + before, label, matter)]
    before = ctx.rng.choices([" ", "", "  "], [75, 15, 10])[0]
    return [edit(len(ctx.text), len(ctx.text), before + matter, label, matter)]


def key_phrase_middle(ctx: Context) -> list[Edit]:
    """A phrase of the document in a sentence that it does not belong to."""
    phrases = [phrase for phrase in ctx.phrases if phrase not in ctx.text] or ctx.phrases
    if not phrases or not ctx.gaps:
        return []
    phrase = ctx.rng.choice(phrases)
    gap = ctx.rng.choice(ctx.gaps)
    before = ctx.rng.choices([" ", ", ", ". ", "\n"], [80, 6, 6, 8])[0]
    after = ctx.rng.choices([" ", "\n", ", ", ". "], [72, 14, 7, 7])[0]
    return [edit(gap, gap + 1, before + phrase + after, "stray-fragment", phrase)]


def key_phrase_end(ctx: Context) -> list[Edit]:
    """A phrase of the document at the end of a sentence: before the full stop, after it, or instead of it."""
    if not ctx.phrases:
        return []
    phrase = ctx.rng.choice(ctx.phrases)
    ends = [(at.start(), at.end() - 1, at[1] + at[2]) for at in ctx.boundaries]
    bare = ctx.text.rstrip('.!?”"’)')
    ends.append((len(bare), len(ctx.text), ctx.text[len(bare) :]))
    start, end, stop = ctx.rng.choice(ends)
    dress = ctx.rng.choices([" {0}{1}", " {0}", "{1} {0}", "{1} {0}.", "{1} {0}{1}"], [25, 35, 25, 10, 5])[0]
    return [edit(start, end, dress.format(phrase, stop), "stray-fragment", phrase)]


def link_text(ctx: Context) -> list[Edit]:
    return _insert(ctx, ctx.pick(LINKS).format(headline(ctx) if ctx.chance(0.7) else subject(ctx)), "inline-furniture")


def action_text(ctx: Context) -> list[Edit]:
    return _insert(ctx, ctx.pick(ACTIONS), "inline-furniture")


def page_fragment(ctx: Context) -> list[Edit]:
    """A line of furniture from a real page."""
    return _insert(ctx, ctx.rng.choice(ctx.fragments), "inline-furniture") if ctx.fragments else []


def caption(ctx: Context) -> list[Edit]:
    text = ctx.pick(_CAPTIONS).format(subject(ctx), subject(ctx))
    if ctx.chance(0.6):
        text += ctx.rng.choice([" ", ". ", " | ", " — "]) + ctx.pick(CREDITS).format(person(ctx))
    return _insert(ctx, text, "inline-furniture")


def photo_credit(ctx: Context) -> list[Edit]:
    return _insert(ctx, ctx.pick(CREDITS).format(person(ctx)), "inline-furniture")


def label_word(ctx: Context) -> list[Edit]:
    label = ctx.pick(_LABELS)
    if ctx.chance(0.5):
        glue = ctx.rng.choices([" ", "", "\t"], [70, 25, 5])[0]
        return [edit(0, 0, label + glue, "stray-fragment", label)]
    return _insert(ctx, label, "stray-fragment")


def next_heading(ctx: Context) -> list[Edit]:
    """The next section's heading, at the end of a sentence: "“rabble-rousers.” Cohesion"."""
    heading = ctx.pick(_HEADINGS).format(subject(ctx))
    heading = heading[:1].upper() + heading[1:]
    if ctx.boundaries and ctx.chance(0.4):
        gap = ctx.rng.choice(ctx.boundaries).end() - 1
        return [edit(gap, gap + 1, f" {heading} ", "stray-fragment", heading)]
    glue = ctx.rng.choices([" ", "", "  "], [75, 15, 10])[0]
    return [edit(len(ctx.text), len(ctx.text), glue + heading, "stray-fragment", heading)]


def embedded_post(ctx: Context) -> list[Edit]:
    """The link and credit line of a social media post, as embeds leave them."""
    rng = ctx.rng
    code = "".join(rng.choices("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=10))
    name = person(ctx)
    handle = f"@{name.replace(' ', rng.choice(['', '_']))}{rng.choice(['', '1', 'TV', '_news'])}"
    date = f"{rng.choice(MONTHS)} {rng.randint(1, 28)}, {rng.randint(2012, 2025)}"
    text = rng.choice(
        [
            f"pic.twitter.com/{code} — {name} ({handle}) {date}",
            f"— {name} ({handle}) {date}",
            f"https://t.co/{code} — {name} ({handle}) {date}",
            f"{headline(ctx)} pic.twitter.com/{code}",
            f"View this post on Instagram A post shared by {name} ({handle})",
            f"A post shared by {name} ({handle}) on {date} at 9:{rng.randint(10, 59)}am PST",
            f"Posted by {name} on {date}",
            f"youtube.com/watch?v={code}",
            f"{handle} · {rng.randint(2, 23)}h",
            f"See {name}'s other posts",
        ]
    )
    return _insert(ctx, text, "inline-furniture")


def doubled_sentence(ctx: Context) -> list[Edit]:
    """A sentence is repeated, at once or at the end of the paragraph."""
    if not ctx.boundaries:
        return []
    at = ctx.rng.choice(ctx.boundaries)
    start = max([other.end() for other in ctx.boundaries if other.end() <= at.start()], default=0)
    sentence = ctx.text[start : at.end() - 1]
    if len(sentence.split()) < 5:
        return []
    if ctx.chance(0.3):
        return [edit(len(ctx.text), len(ctx.text), f" {sentence}", "repeated-sentence", sentence)]
    return [edit(at.end() - 1, at.end(), f" {sentence} ", "repeated-sentence", sentence)]


def doubled_phrase(ctx: Context) -> list[Edit]:
    """Two to six words are repeated back to back."""
    words = ctx.rng.choice([2, 2, 3, 3, 4, 6])
    starts = [0, *(gap + 1 for gap in ctx.gaps)]
    if len(starts) <= words + 1:
        return []
    i = ctx.rng.randrange(len(starts) - words)
    phrase = ctx.text[starts[i] : starts[i + words]].rstrip()
    if phrase.count(" ") != words - 1:
        return []
    start, end = starts[i], starts[i] + len(phrase)
    return [edit(start, end, f"{phrase} {phrase}", "repeated-phrase")]
