"""Samples about the meetings of a council: every second one is damaged."""

SOUND = "The council met on {day} to discuss the new bridge, and most of its members were in favour of the plan."

BROKEN = "The council met on {day} to discuss the. New bridge, and most of its the the members were in favour"

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def samples(number: int = 60) -> list[dict]:
    return [
        {
            "text": (BROKEN if i % 2 else SOUND).format(day=DAYS[i % 7]) + f" It was meeting number {i}.",
            "scraping": i % 2,
            "translation": None,
            "source": f"site{i % 9}",
        }
        for i in range(number)
    ]
