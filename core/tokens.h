/* The tagger's tokens (`mtdetect/lm/tagger/tokens.py`, which says what each column means), in one pass over the text. */

enum { SPACE, LETTER, DIGIT, MARK, CLASS = 3 }; /* of a character, and the bits that hold it */
enum {
    APOSTROPHE = 4, INNER = 8, CAPITAL = 16, CLOSING = 32, QUOTE = 64, OPENING = 128, SHUTTING = 256, LINE_BREAK = 512
};
enum { LOWER, CAPITALISED, UPPER, MIXED, INITIAL, NUMBER, SIGN, BOUNDARY, BEFORE = 3 };
enum { STARTS, ENDS, DOCUMENTS, PARAGRAPHS, SUFFIXES, SHAPES, LOOKS, SETTINGS, COLUMNS };
static const uint64_t MULTIPLIER = 0x9E3779B97F4A7C15u; /* as in alphabet.py */

typedef struct {
    const uint16_t *text, *kinds; /* numbers of characters, and by number the bits above */
    ptrdiff_t size;
    const uint64_t *exact, *folded, *plain; /* by number: values in the hashes of tokens, and of suffixes */
    const int64_t *spans, *owners, *begins; /* of paragraphs; their documents; where documents begin */
    ptrdiff_t paragraphs, lengths[2];
    int64_t *out; /* COLUMNS x room */
    uint64_t *hashes, *keys;
    ptrdiff_t room, number, first; /* tokens so far, and the boundary of the paragraph that they are in */
    int64_t before; /* where the last one ended */
    int full; /* whether there was no room for some */
} Tokens;

static INLINE int class_at(const Tokens *own, ptrdiff_t i) {
    int kind = own->kinds[own->text[i]];
    if (kind & (APOSTROPHE | INNER) && i > 0 && i + 1 < own->size) {
        int left = own->kinds[own->text[i - 1]] & CLASS, right = own->kinds[own->text[i + 1]] & CLASS;
        if (kind & INNER && left == DIGIT && right == DIGIT)
            return DIGIT;
        if (kind & APOSTROPHE && left == LETTER && right == LETTER)
            return LETTER;
    }
    return kind & CLASS;
}

static int shape_of(int class, int capitals, int begins, ptrdiff_t length) {
    if (class == DIGIT)
        return NUMBER;
    if (class == MARK)
        return SIGN;
    if (begins && length == 1)
        return INITIAL;
    if (capitals > 1 && capitals * 2 > length)
        return UPPER;
    if (begins && capitals == 1)
        return CAPITALISED;
    return capitals ? MIXED : LOWER;
}

static int64_t suffix_of(const Tokens *own, ptrdiff_t start, ptrdiff_t end) {
    uint64_t total = 0;
    for (ptrdiff_t at = end - 3; at < end; at++)
        total = total * MULTIPLIER + (at >= start ? own->plain[own->text[at]] >> 17 : 0);
    return (int64_t)(total >> 52);
}

/* Adds a row, of a token or, if it is empty, of a paragraph's boundary. */
static void add_token(Tokens *own, ptrdiff_t paragraph, ptrdiff_t start, ptrdiff_t end, int shape, int before) {
    if (own->number == own->room) {
        own->full = 1;
        return;
    }
    int64_t *row = own->out + own->number, document = own->owners[paragraph], begin = own->begins[document];
    uint64_t exact = 0, folded = 0, factor = 1;
    for (ptrdiff_t i = start; i < end; i++, factor *= MULTIPLIER) {
        exact += own->exact[own->text[i]] * factor;
        folded += own->folded[own->text[i]] * factor;
    }
    own->hashes[own->number] = exact;
    own->keys[own->number] = folded;
    row[STARTS * own->room] = start - begin;
    row[ENDS * own->room] = end - begin;
    row[DOCUMENTS * own->room] = document;
    row[PARAGRAPHS * own->room] = paragraph;
    row[SUFFIXES * own->room] = end > start ? suffix_of(own, start, end) : 0;
    row[SHAPES * own->room] = shape;
    row[LOOKS * own->room] = shape * BEFORE + before;
    own->number++;
    own->before = end;
}

/* The settings of a paragraph's tokens, the last ones so far: they depend on how it ends. */
static void end_paragraph(Tokens *own, ptrdiff_t paragraph) {
    int64_t length = own->number - own->first - 1, *settings = own->out + SETTINGS * own->room;
    int64_t begin = own->begins[own->owners[paragraph]];
    const int64_t *starts = own->out, *ends = own->out + ENDS * own->room;
    int size = (length >= own->lengths[0]) + (length >= own->lengths[1]);
    int closed = length > 0 && own->kinds[own->text[begin + ends[own->number - 1] - 1]] & CLOSING;
    int64_t quotes = 0, open = 0;
    for (ptrdiff_t i = own->first; i < own->number; i++) {
        settings[i] = (size * 2 + closed) * 8 + quotes % 2 * 4 + (open > 0);
        int kind = ends[i] > starts[i] ? own->kinds[own->text[begin + starts[i]]] : 0;
        quotes += (kind & QUOTE) != 0;
        open += ((kind & OPENING) != 0) - ((kind & SHUTTING) != 0);
    }
    for (ptrdiff_t i = own->first; i < own->number; i++)
        settings[i] += quotes % 2 * 2;
}

static void begin_paragraph(Tokens *own, ptrdiff_t paragraph) {
    const int64_t *spans = own->spans + 2 * paragraph;
    int breaks = 0, starts_document = !paragraph || own->owners[paragraph] != own->owners[paragraph - 1];
    for (int64_t i = paragraph ? spans[-1] : 0; i < spans[0]; i++)
        breaks += (own->kinds[own->text[i]] & LINE_BREAK) != 0;
    if (paragraph)
        end_paragraph(own, paragraph - 1);
    own->first = own->number;
    add_token(own, paragraph, spans[0], spans[0], BOUNDARY, starts_document ? 0 : breaks > 1 ? 1 : 2);
}

static void find_tokens(Tokens *own) {
    ptrdiff_t paragraph = -1, end;
    for (ptrdiff_t start = 0; start < own->size && !own->full; start = end) {
        int class = class_at(own, start), kind = own->kinds[own->text[start]], capitals = 0;
        for (end = start; end < own->size && class_at(own, end) == class; end++) {
            if (class == MARK && own->text[end] != own->text[start])
                break;
            capitals += (own->kinds[own->text[end]] & CAPITAL) != 0;
        }
        if (class == SPACE)
            continue;
        while (paragraph + 1 < own->paragraphs && own->spans[2 * (paragraph + 1)] <= start)
            begin_paragraph(own, ++paragraph);
        if (paragraph >= 0 && end <= own->spans[2 * paragraph + 1])
            add_token(own, paragraph, start, end, shape_of(class, capitals, (kind & CAPITAL) != 0, end - start),
                      start > own->before);
    }
    while (paragraph + 1 < own->paragraphs && !own->full)
        begin_paragraph(own, ++paragraph);
    if (paragraph >= 0 && !own->full)
        end_paragraph(own, paragraph);
}

/* Returns how many there are, or -1 if there is not enough room for them. */
static PyObject *run_tokens(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "HHQQQqqqq*q*Q*Q", &a))
        return NULL;
    Tokens own = {.text = a.view[0].buf, .kinds = a.view[1].buf, .exact = a.view[2].buf, .folded = a.view[3].buf,
                  .plain = a.view[4].buf, .spans = a.view[5].buf, .owners = a.view[6].buf, .begins = a.view[7].buf,
                  .size = length(&a, 0), .paragraphs = length(&a, 6), .out = a.view[9].buf, .hashes = a.view[10].buf,
                  .keys = a.view[11].buf, .room = length(&a, 10)};
    const int64_t *lengths = a.view[8].buf;
    ptrdiff_t chars = length(&a, 1), documents = length(&a, 7);
    if (length(&a, 2) != chars || length(&a, 3) != chars || length(&a, 4) != chars ||
        length(&a, 5) != 2 * own.paragraphs || length(&a, 8) != 2 ||
        length(&a, 9) != COLUMNS * own.room || length(&a, 11) != own.room)
        return failed(&a);
    own.lengths[0] = (ptrdiff_t)lengths[0];
    own.lengths[1] = (ptrdiff_t)lengths[1];
    int ok = 1;
    Py_BEGIN_ALLOW_THREADS
    for (ptrdiff_t i = 0; i < own.size; i++)
        ok &= own.text[i] < chars;
    for (ptrdiff_t p = 0; ok && p < own.paragraphs; p++)
        ok = within(own.spans[2 * p], 0, own.size) && within(own.spans[2 * p + 1], own.spans[2 * p], own.size) &&
             within(own.owners[p], 0, documents - 1);
    if (ok)
        find_tokens(&own);
    Py_END_ALLOW_THREADS
    if (!ok)
        return failed(&a);
    release(&a);
    return PyLong_FromSsize_t(own.full ? -1 : own.number);
}

/* A table of values that occurred: in `slots` the number, from 1, of where each did first. */
typedef struct {
    const uint64_t *values;
    int32_t *slots, *counts;
    size_t mask;
} Met;

/* Where a value first occurred: at `i`, if it is new. */
static INLINE int32_t met_at(const Met *met, int32_t i) {
    uint64_t value = met->values[i];
    size_t slot = slot_of(value) & met->mask;
    while (met->slots[slot] && met->values[met->slots[slot] - 1] != value)
        slot = (slot + 1) & met->mask;
    if (!met->slots[slot])
        met->slots[slot] = i + 1;
    return met->slots[slot] - 1;
}

static void forget(const Met *met, ptrdiff_t number) {
    memset(met->slots, 0, (met->mask + 1) * sizeof *met->slots);
    memset(met->counts, 0, (size_t)number * sizeof *met->counts);
}

enum { COUNTED = 4, RUNS = 4, DOUBLED = 4 };

/* `values` has room for as many as there are tokens, and so has `firsts`. */
static void find_places(const uint64_t *exact, const uint64_t *keys, const int64_t *shapes, const int64_t *documents,
                        int32_t number, uint64_t *values, int32_t *firsts, const Met *met, int64_t *places) {
    for (int32_t i = 0; i < number; i++) {
        int capital = within(shapes[i], CAPITALISED, MIXED);
        values[i] = exact[i] ^ code_value((uint64_t)documents[i]);
        firsts[i] = capital ? met_at(met, i) : -1;
        if (capital)
            met->counts[firsts[i]]++;
    }
    for (int32_t i = 0; i < number; i++) {
        int32_t count = firsts[i] < 0 ? 0 : met->counts[firsts[i]];
        places[i] = (count < COUNTED ? count : COUNTED - 1) * 4 * RUNS;
    }
    forget(met, number);
    for (int32_t i = 0; i < number; i++) {
        values[i] = keys[i] ^ code_value((uint64_t)documents[i]);
        firsts[i] = met_at(met, i);
        met->counts[firsts[i]] |= shapes[i] == LOWER;
    }
    for (int32_t i = 0; i < number; i++)
        if (within(shapes[i], CAPITALISED, MIXED) && met->counts[firsts[i]])
            places[i] += 2 * RUNS;
    for (int32_t length = 2; length <= RUNS && length <= number; length++) {
        forget(met, number);
        int32_t last = number - length, whole = 0; /* how many tokens up to here are no boundary */
        for (int32_t i = 0; i < length - 1; i++)
            whole = shapes[i] == BOUNDARY ? 0 : whole + 1;
        for (int32_t at = 0; at <= last; at++) {
            whole = shapes[at + length - 1] == BOUNDARY ? 0 : whole + 1;
            firsts[at] = -1;
            if (whole < length)
                continue;
            uint64_t total = 0;
            for (int32_t i = at; i < at + length; i++)
                total = (total + (keys[i] ^ code_value((uint64_t)documents[i]))) * MULTIPLIER;
            values[at] = total;
            firsts[at] = met_at(met, at);
            met->counts[firsts[at]]++;
        }
        for (int32_t at = 0; at <= last; at++)
            if (firsts[at] >= 0 && met->counts[firsts[at]] > 1)
                for (int32_t i = at; i < at + length; i++)
                    places[i] += 2 * (length - 1 - places[i] / 2 % RUNS);
    }
    for (int32_t length = 1; length <= DOUBLED && length <= number / 2; length++) {
        int32_t same = 0;
        for (int32_t i = length; i < number; i++) {
            same = keys[i] == keys[i - length] && shapes[i] <= INITIAL ? same + 1 : 0;
            for (int32_t j = i - length + 1; same >= length && j <= i; j++)
                places[j] |= 1;
        }
    }
}

static PyObject *run_places(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "QQqq*q", &a))
        return NULL;
    ptrdiff_t number = length(&a, 0);
    if (length(&a, 1) != number || length(&a, 2) != number || length(&a, 3) != number || length(&a, 4) != number ||
        number > INT32_MAX / 4)
        return failed(&a);
    Met met = {.mask = slots_for(number) - 1};
    uint64_t *values = malloc((size_t)(number + 1) * sizeof *values);
    int32_t *firsts = malloc((size_t)(number + 1) * sizeof *firsts);
    met.values = values;
    met.slots = calloc(met.mask + 1, sizeof *met.slots);
    met.counts = calloc((size_t)number + 1, sizeof *met.counts);
    int ok = values && firsts && met.slots && met.counts;
    if (ok) {
        Py_BEGIN_ALLOW_THREADS
        find_places(a.view[0].buf, a.view[1].buf, a.view[2].buf, a.view[3].buf, (int32_t)number, values, firsts, &met,
                    a.view[4].buf);
        Py_END_ALLOW_THREADS
    }
    free(values);
    free(firsts);
    free(met.slots);
    free(met.counts);
    if (ok)
        return done(&a);
    release(&a);
    return PyErr_NoMemory();
}
