/* Where character patterns match (`mtdetect/text/sweep.py`), many of them in one pass over a text. */

enum { PATTERN = 4 }; /* what it belongs to, how far its place is from its anchor, its first test, how many it has */

typedef struct {
    int32_t number, place;
} Hit;

typedef struct {
    Hit *hits;
    size_t number, room;
} Hits;

static int add_hit(Hits *own, int32_t number, ptrdiff_t place) {
    if (own->number == own->room) {
        size_t room = own->room ? 2 * own->room : 1024;
        Hit *more = realloc(own->hits, room * sizeof *more);
        if (!more)
            return 0;
        own->hits = more;
        own->room = room;
    }
    own->hits[own->number++] = (Hit){number, (int32_t)place};
    return 1;
}

typedef struct {
    const uint16_t *text;
    const uint64_t *members; /* chars x words: a bit for each class that a character belongs to */
    const int32_t *heads, *listed; /* by character: the patterns whose anchor it may be */
    const int32_t *patterns, *tests; /* a test is how far from the anchor which class must be */
    ptrdiff_t size, chars, words, lists, number, all_tests, numbers;
} Sweep;

enum { SWEPT, BROKEN, NO_MEMORY };

static int sweep(const Sweep *own, Hits *hits) {
    for (ptrdiff_t i = 0; i < own->size; i++) {
        if (own->text[i] >= own->chars)
            return BROKEN;
        int32_t first = own->heads[own->text[i]], last = own->heads[own->text[i] + 1];
        if (first < 0 || last > own->lists)
            return BROKEN;
        for (int32_t k = first; k < last; k++) {
            int32_t which = own->listed[k];
            if (which < 0 || which >= own->number)
                return BROKEN;
            const int32_t *pattern = own->patterns + PATTERN * which, *test = own->tests + 2 * pattern[2];
            const int32_t *end = test + 2 * pattern[3];
            for (; test < end; test += 2) {
                ptrdiff_t at = i + test[0]; /* beyond the text, its first or last character counts */
                at = at < 0 ? 0 : at < own->size ? at : own->size - 1;
                if (own->text[at] >= own->chars)
                    return BROKEN;
                if (!(own->members[own->text[at] * own->words + test[1] / 64] >> test[1] % 64 & 1))
                    break;
            }
            ptrdiff_t place = i + pattern[1];
            if (test == end && place > 0 && place < own->size - 1 && !add_hit(hits, pattern[0], place))
                return NO_MEMORY;
        }
    }
    return SWEPT;
}

/* The places of each number in ascending order, each once, and how many there are. They are nearly in order already:
 * an anchor is near its place. `counts` begins as zeros. Returns how many there are in all. */
static ptrdiff_t in_order(const Hits *hits, ptrdiff_t numbers, int64_t *counts, int64_t *places) {
    ptrdiff_t first = 0, kept = 0;
    for (size_t i = 0; i < hits->number; i++)
        counts[hits->hits[i].number]++;
    for (ptrdiff_t n = 0; n < numbers; n++) { /* for a while, where the places of each number begin */
        first += (ptrdiff_t)counts[n];
        counts[n] = first - counts[n];
    }
    for (size_t i = 0; i < hits->number; i++)
        places[counts[hits->hits[i].number]++] = hits->hits[i].place;
    first = 0;
    for (ptrdiff_t n = 0; n < numbers; n++) {
        ptrdiff_t last = (ptrdiff_t)counts[n], before = kept;
        for (ptrdiff_t i = first; i < last; i++) {
            int64_t place = places[i];
            ptrdiff_t at = kept;
            while (at > before && places[at - 1] > place)
                at--;
            if (at > before && places[at - 1] == place)
                continue;
            memmove(places + at + 1, places + at, (size_t)(kept - at) * sizeof *places);
            places[at] = place;
            kept++;
        }
        counts[n] = kept - before;
        first = last;
    }
    return kept;
}

static PyObject *run_sweep(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "HQiiii*q", &a))
        return NULL;
    Sweep own = {.text = a.view[0].buf, .members = a.view[1].buf, .heads = a.view[2].buf, .listed = a.view[3].buf,
                 .patterns = a.view[4].buf, .tests = a.view[5].buf, .size = length(&a, 0),
                 .chars = length(&a, 2) - 1, .lists = length(&a, 3), .number = length(&a, 4) / PATTERN,
                 .all_tests = length(&a, 5) / 2, .numbers = length(&a, 6)};
    own.words = own.chars > 0 ? length(&a, 1) / own.chars : 0;
    if (own.chars < 0 || own.size > INT32_MAX || length(&a, 1) != own.words * own.chars ||
        own.heads[own.chars] != own.lists ||
        length(&a, 4) != PATTERN * own.number || length(&a, 5) != 2 * own.all_tests)
        return failed(&a);
    for (ptrdiff_t p = 0; p < own.number; p++) {
        const int32_t *pattern = own.patterns + PATTERN * p;
        if (!within(pattern[0], 0, own.numbers - 1) || !within(pattern[1], -MOST_WINDOW, MOST_WINDOW) ||
            !within(pattern[2], 0, own.all_tests) || !within(pattern[3], 0, own.all_tests - pattern[2]))
            return failed(&a);
    }
    for (ptrdiff_t t = 0; t < own.all_tests; t++)
        if (!within(own.tests[2 * t], -MOST_WINDOW, MOST_WINDOW) || !within(own.tests[2 * t + 1], 0, 64 * own.words - 1))
            return failed(&a);
    Hits hits = {NULL, 0, 0};
    int64_t *places = NULL;
    ptrdiff_t kept = 0;
    int state;
    Py_BEGIN_ALLOW_THREADS
    state = sweep(&own, &hits);
    if (state == SWEPT) {
        places = malloc((hits.number + 1) * sizeof *places);
        state = places ? SWEPT : NO_MEMORY;
    }
    if (state == SWEPT) {
        memset(a.view[6].buf, 0, (size_t)a.view[6].len);
        kept = in_order(&hits, own.numbers, a.view[6].buf, places);
    }
    Py_END_ALLOW_THREADS
    free(hits.hits);
    PyObject *found = NULL;
    if (state == SWEPT)
        found = PyBytes_FromStringAndSize((const char *)places, kept * (Py_ssize_t)sizeof *places);
    else if (state == NO_MEMORY)
        PyErr_NoMemory();
    free(places);
    if (state == BROKEN)
        return failed(&a);
    release(&a);
    return found;
}
