/* The optional native core: the networks' layers, hashes and look-ups, as numpy computes them but faster.
 *
 * Results equal those of the Python code to the last bit; tests hold both to that. Arrays are passed as buffers, and
 * every function checks their types, sizes and all indices in them before or as it reads: texts and models may be
 * anybody's. Nothing here calls Python while it computes, so other threads run meanwhile. Uses the limited API of 3.11.
 */

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__GNUC__)
#define INLINE inline __attribute__((always_inline))
#define FETCH(p) __builtin_prefetch(p)
#else
#define INLINE inline
#define FETCH(p) ((void)0)
#endif

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#define X86 1
#endif

enum { INTERFACE = 8 }; /* as in native.py: raised when a function's arguments change */
enum { ROWS = 6, BLOCK = 16, MOST_WIDTH = 128, MOST_TAPS = 16, MOST_WINDOW = 64, AHEAD = 32, SIDE = 64 };

typedef struct {
    ptrdiff_t width, inner, taps, layers, classes, columns;
    float unit;
    const int16_t *reduce, *mix, *output;
    const float *bias, *steps, *output_bias;
    const int32_t *dilations, *totals;
    const int8_t *narrow_mix;
} Tagger;

enum { INPUTS = 5 };

typedef struct {
    ptrdiff_t width;
    float step, unit; /* of a suffix; and of normalised values, 0 if they are not to be, but to have places and settings */
    const int32_t *inputs; /* INPUTS for each token; the first counts words, of which there are few */
    const int64_t *which;  /* for each, the row in `words` */
    const int8_t *suffixes;
    const float *words, *looks, *places, *settings;
} Embedding;

typedef struct {
    ptrdiff_t units, window, symbols, places, settings;
    const int16_t *parts, *of_place, *of_setting, *bias;
    const int8_t *output;
} Glance;

typedef struct {
    ptrdiff_t units, window, symbols, columns, outputs;
    int finer, shift, most;
    const int16_t *parts, *bias, *inner;
    const int32_t *inner_bias;
    const int8_t *output;
} Words;

typedef struct {
    ptrdiff_t rows, width, nodes, trees;
    const float *columns, *threshold; /* `columns`: width x rows */
    const int16_t *feature;
    const int32_t *children, *roots, *component; /* the sum that a tree adds to */
    const double *value;
} Forest;

typedef struct {
    void (*embed)(const Embedding *, ptrdiff_t, float *);
    void (*tagger)(const Tagger *, float *, const int32_t *, ptrdiff_t, int16_t *, uint8_t *, float *);
    void (*project)(const int16_t *, ptrdiff_t, ptrdiff_t, const int16_t *, ptrdiff_t, float, int, int16_t *);
    int (*glance)(const Glance *, const int64_t *, const int64_t *, const int64_t *, const int64_t *, ptrdiff_t,
                  float *);
    int (*words)(const Words *, const int64_t *, ptrdiff_t, int32_t *);
    void (*forest)(const Forest *, float *, uint64_t *, double *);
} Kernels;

/* The nearest whole number, halves to even, as 16 bits. */
static INLINE int16_t whole(float x) {
    x = x > -32768.0f ? x : -32768.0f; /* also for NaN */
    x = x < 32767.0f ? x : 32767.0f;
    return (int16_t)((x + 0x1.8p23f) - 0x1.8p23f);
}

/* exp(value), with an error far below the last bit of a float: rounded to one, it is the same on every machine. */
static INLINE double exponential(float value) {
    double x = value;
    x = x > -700.0 ? x : -700.0;
    x = x < 700.0 ? x : 700.0;
    double shifted = x * 0x1.71547652b82fep0 + 0x1.8p52, n = shifted - 0x1.8p52;
    double r = (x - n * 0x1.62e42fefa0000p-1) - n * 0x1.cf79abc9e3b39p-40;
    double sum = 1.0 / 479001600;
    sum = sum * r + 1.0 / 39916800;
    sum = sum * r + 1.0 / 3628800;
    sum = sum * r + 1.0 / 362880;
    sum = sum * r + 1.0 / 40320;
    sum = sum * r + 1.0 / 5040;
    sum = sum * r + 1.0 / 720;
    sum = sum * r + 1.0 / 120;
    sum = sum * r + 1.0 / 24;
    sum = sum * r + 1.0 / 6;
    sum = sum * r + 0.5;
    sum = sum * r + 1.0;
    sum = sum * r + 1.0;
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 1023) << 52; /* 2**n */
    double power;
    memcpy(&power, &bits, sizeof power);
    return sum * power;
}

/* The place of the lowest bit that is set; one must be. */
static INLINE int lowest(uint64_t bits) {
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#else
    int place = 0;
    while (!(bits >> place & 1))
        place++;
    return place;
#endif
}

#if defined(X86)
static INLINE int32_t pair_at(const void *p) {
    int32_t both;
    memcpy(&both, p, sizeof both);
    return both;
}
#define SET_SSE2
#define NAME(name) name##_sse2
#include "kernels.h"
#undef SET_SSE2
#else
#define SET_SCALAR
#define NAME(name) name##_scalar
#include "kernels.h"
#undef SET_SCALAR
#endif

#if defined(X86) && defined(__GNUC__)
#define AVX2 "avx2"
#define VNNI "avx2,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"
#if defined(__clang__)
#define TARGET_(text) _Pragma(#text)
#define TARGET(set) TARGET_(clang attribute push(__attribute__((target(set))), apply_to = function))
#define DEFAULT _Pragma("clang attribute pop")
#else
#define TARGET_(text) _Pragma(#text)
#define TARGET(set) _Pragma("GCC push_options") TARGET_(GCC target(set))
#define DEFAULT _Pragma("GCC pop_options")
#endif

TARGET(AVX2)
#define SET_AVX2
#define NAME(name) name##_avx2
#include "kernels.h"
#undef SET_AVX2
DEFAULT

TARGET(VNNI)
#define SET_VNNI
#define NAME(name) name##_vnni
#include "kernels.h"
#undef SET_VNNI
DEFAULT
#endif

typedef struct {
    const char *name;
    const Kernels *kernels;
} Set;

/* The sets that this machine has, the best last. */
static Set sets[3];
static int number_of_sets = 0;
static const Set *in_use;
static uint64_t seed;

static void find_sets(void) {
    number_of_sets = 0;
#if defined(X86)
    sets[number_of_sets++] = (Set){"sse2", &kernels_sse2};
#else
    sets[number_of_sets++] = (Set){"plain", &kernels_scalar};
#endif
#if defined(X86) && defined(__GNUC__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2"))
        sets[number_of_sets++] = (Set){"avx2", &kernels_avx2};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vnni"))
        sets[number_of_sets++] = (Set){"avx512", &kernels_vnni};
#endif
    in_use = &sets[number_of_sets - 1];
}

/* Arguments */

enum { MOST_ARGUMENTS = 13 };

typedef struct {
    Py_buffer view[MOST_ARGUMENTS];
    int number;
} Arrays;

static void release(Arrays *arrays) {
    while (arrays->number > 0)
        PyBuffer_Release(&arrays->view[--arrays->number]);
}

/* Whether a buffer's elements are of this kind: f, d, ?, or b, h, i and q as in `struct`, capitals without a sign. */
static int is_of_kind(const Py_buffer *view, char kind) {
    static const char kinds[] = "bBhHiIqQfd?";
    static const int sizes[] = {1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 1};
    const char *format = view->format ? view->format : "B";
    const char *place = strchr(kinds, kind);
    if (*format == '@' || *format == '=')
        format++;
    if (!place || !*format || format[1] || view->itemsize != sizes[place - kinds] ||
        (uintptr_t)view->buf % (uintptr_t)view->itemsize)
        return 0;
    const char *alike = kind == 'f' ? "f" : kind == 'd' ? "d" : kind == '?' ? "?" : (place - kinds) % 2 ? "BHILQN" : "bhilqn";
    return strchr(alike, *format) != NULL;
}

/* Takes buffers by their kinds, "*" before one that is written to. On failure, sets an error and returns 0. */
static int take(PyObject *args, const char *kinds, Arrays *arrays) {
    arrays->number = 0;
    for (; *kinds; kinds++) {
        int flags = PyBUF_C_CONTIGUOUS | PyBUF_FORMAT;
        if (*kinds == '*') {
            flags |= PyBUF_WRITABLE;
            kinds++;
        }
        if (arrays->number >= PyTuple_Size(args)) {
            PyErr_SetString(PyExc_TypeError, "too few arrays");
            break;
        }
        PyObject *item = PyTuple_GetItem(args, arrays->number);
        Py_buffer *view = &arrays->view[arrays->number];
        if (!item || PyObject_GetBuffer(item, view, flags) < 0)
            break;
        arrays->number++;
        if (!is_of_kind(view, *kinds)) {
            PyErr_Format(PyExc_TypeError, "array %d must be of kind %c", arrays->number, *kinds);
            break;
        }
    }
    if (!*kinds && arrays->number == PyTuple_Size(args))
        return 1;
    if (!PyErr_Occurred())
        PyErr_SetString(PyExc_TypeError, "too many arrays");
    release(arrays);
    return 0;
}

static ptrdiff_t length(const Arrays *arrays, int i) {
    return arrays->view[i].len / arrays->view[i].itemsize;
}

static PyObject *failed(Arrays *arrays) {
    release(arrays);
    PyErr_SetString(PyExc_ValueError, "the arrays do not fit together");
    return NULL;
}

static PyObject *done(Arrays *arrays) {
    release(arrays);
    return Py_NewRef(Py_None);
}

static int within(int64_t value, int64_t least, int64_t most) {
    return least <= value && value <= most;
}

/* Functions */

static PyObject *run_embed(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "iqfbfffff*f", &a))
        return NULL;
    Embedding own = {.inputs = a.view[0].buf, .which = a.view[1].buf, .words = a.view[2].buf, .suffixes = a.view[3].buf,
                     .looks = a.view[5].buf, .places = a.view[6].buf, .settings = a.view[7].buf};
    ptrdiff_t number = length(&a, 1), rows[INPUTS];
    if (length(&a, 0) != INPUTS * number || length(&a, 4) != 1 || length(&a, 8) != 1 || a.view[9].ndim != 2 ||
        a.view[9].shape[0] != number || !within(a.view[9].shape[1], 8, MOST_WIDTH) || a.view[9].shape[1] % 8)
        return failed(&a);
    own.width = a.view[9].shape[1];
    own.step = *(const float *)a.view[4].buf;
    own.unit = *(const float *)a.view[8].buf;
    for (int k = 0; k < INPUTS; k++) {
        static const int tables[INPUTS] = {2, 3, 5, 6, 7};
        rows[k] = length(&a, tables[k]) / own.width;
        if (length(&a, tables[k]) != rows[k] * own.width)
            return failed(&a);
    }
    for (ptrdiff_t i = 0; i < number; i++) {
        if (!within(own.which[i], 0, rows[0] - 1))
            return failed(&a);
        for (int k = 1; k < INPUTS; k++)
            if (!within(own.inputs[INPUTS * i + k], 0, rows[k] - 1))
                return failed(&a);
    }
    Py_BEGIN_ALLOW_THREADS
    in_use->kernels->embed(&own, number, a.view[9].buf);
    Py_END_ALLOW_THREADS
    return done(&a);
}

static PyObject *run_tagger(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "*fihhfifhfqbi*f", &a))
        return NULL;
    const int64_t *sizes = a.view[9].buf;
    if (length(&a, 9) != 5 || !within(sizes[0], 8, MOST_WIDTH) || sizes[0] % 8 || !within(sizes[1], BLOCK, MOST_WIDTH) ||
        sizes[1] % BLOCK || !within(sizes[2], 1, MOST_TAPS) || !within(sizes[3], 1, MOST_WIDTH) ||
        !within(sizes[4], 1, 1 << 10))
        return failed(&a);
    Tagger own = {.width = (ptrdiff_t)sizes[0], .inner = (ptrdiff_t)sizes[1], .taps = (ptrdiff_t)sizes[2],
                  .classes = (ptrdiff_t)sizes[3], .unit = (float)sizes[4], .layers = length(&a, 5),
                  .reduce = a.view[2].buf, .mix = a.view[3].buf, .bias = a.view[4].buf, .dilations = a.view[5].buf,
                  .steps = a.view[6].buf, .output = a.view[7].buf, .output_bias = a.view[8].buf,
                  .narrow_mix = a.view[10].buf, .totals = a.view[11].buf};
    own.columns = (own.classes + BLOCK - 1) / BLOCK * BLOCK;
    ptrdiff_t number = length(&a, 1);
    if (own.layers > 100 || length(&a, 0) != number * own.width ||
        length(&a, 2) != own.layers * own.width * own.inner ||
        length(&a, 3) != own.layers * own.taps * own.inner * 2 * own.width ||
        length(&a, 4) != own.layers * 2 * own.width || length(&a, 6) != 2 * (own.layers + 1) ||
        length(&a, 7) != own.width * own.columns || length(&a, 8) != own.classes ||
        length(&a, 10) != length(&a, 3) || length(&a, 11) != length(&a, 4) ||
        length(&a, 12) != number * own.classes)
        return failed(&a);
    for (ptrdiff_t i = 0; i < own.layers; i++)
        if (!within(own.dilations[i], 1, 1 << 20))
            return failed(&a);
    int16_t *reduced = malloc((size_t)((number + 1) * own.inner) * sizeof *reduced);
    uint8_t *narrow = malloc((size_t)((number + 1) * own.inner));
    if (!reduced || !narrow) {
        free(reduced);
        free(narrow);
        release(&a);
        return PyErr_NoMemory();
    }
    Py_BEGIN_ALLOW_THREADS
    in_use->kernels->tagger(&own, a.view[0].buf, a.view[1].buf, number, reduced, narrow,
                             a.view[12].buf);
    Py_END_ALLOW_THREADS
    free(reduced);
    free(narrow);
    return done(&a);
}

static PyObject *run_project(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "hhfq*h", &a))
        return NULL;
    const int64_t *sizes = a.view[3].buf;
    if (length(&a, 2) != 1 || length(&a, 3) != 2 || !within(sizes[0], 2, MOST_WIDTH) || sizes[0] % 2)
        return failed(&a);
    ptrdiff_t width = (ptrdiff_t)sizes[0], number = length(&a, 0) / width, columns = length(&a, 1) / width;
    if (length(&a, 0) != number * width || length(&a, 1) != columns * width || columns % BLOCK ||
        length(&a, 4) / (columns ? columns : 1) != number || length(&a, 4) != number * columns)
        return failed(&a);
    Py_BEGIN_ALLOW_THREADS
    in_use->kernels->project(a.view[0].buf, number, width, a.view[1].buf, columns, *(const float *)a.view[2].buf,
                             sizes[1] != 0, a.view[4].buf);
    Py_END_ALLOW_THREADS
    return done(&a);
}

static PyObject *run_glance(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "hqqqqhhhbq*f", &a))
        return NULL;
    const int64_t *sizes = a.view[9].buf;
    if (length(&a, 9) != 1 || !within(sizes[0], 1, MOST_WINDOW))
        return failed(&a);
    Glance own = {.parts = a.view[0].buf, .bias = a.view[5].buf, .of_place = a.view[6].buf,
                  .of_setting = a.view[7].buf, .output = a.view[8].buf, .units = length(&a, 5),
                  .window = (ptrdiff_t)sizes[0]};
    ptrdiff_t number = length(&a, 1);
    if (!within(own.units, 32, MOST_WIDTH) || own.units % 32)
        return failed(&a);
    own.symbols = length(&a, 0) / (own.units * own.window);
    own.places = length(&a, 6) / own.units;
    own.settings = length(&a, 7) / own.units;
    if (length(&a, 0) != own.symbols * own.units * own.window || length(&a, 8) != own.units ||
        length(&a, 2) != number || length(&a, 3) != number || length(&a, 4) != number || length(&a, 10) != number)
        return failed(&a);
    int ok;
    Py_BEGIN_ALLOW_THREADS
    ok = in_use->kernels->glance(&own, a.view[1].buf, a.view[2].buf, a.view[3].buf, a.view[4].buf, number,
                                 a.view[10].buf);
    Py_END_ALLOW_THREADS
    return ok ? done(&a) : failed(&a);
}

static PyObject *run_words(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "hqhhibq*i", &a))
        return NULL;
    const int64_t *sizes = a.view[6].buf;
    if (length(&a, 6) != 4 || !within(sizes[0], 1, MOST_WINDOW) || !within(sizes[1], 0, 15) || !within(sizes[2], 0, 30) ||
        !within(sizes[3], 1, INT16_MAX / 8))
        return failed(&a);
    Words own = {.parts = a.view[0].buf, .bias = a.view[2].buf, .inner = a.view[3].buf, .inner_bias = a.view[4].buf,
                 .output = a.view[5].buf, .window = (ptrdiff_t)sizes[0], .finer = (int)sizes[1],
                 .shift = (int)sizes[2], .most = (int)sizes[3], .units = length(&a, 2), .columns = length(&a, 4)};
    if (!within(own.units, 32, MOST_WIDTH) || own.units % 32 || !within(own.columns, BLOCK, MOST_WIDTH) ||
        own.columns % BLOCK)
        return failed(&a);
    own.symbols = length(&a, 0) / (own.units * own.window);
    own.outputs = length(&a, 5) / own.columns;
    ptrdiff_t number = length(&a, 1) - (own.window - 1);
    if (number < 0 || length(&a, 0) != own.symbols * own.units * own.window ||
        length(&a, 3) != own.units * own.columns || length(&a, 5) != own.outputs * own.columns ||
        length(&a, 7) != number * own.outputs)
        return failed(&a);
    int ok;
    Py_BEGIN_ALLOW_THREADS
    ok = in_use->kernels->words(&own, a.view[1].buf, number, a.view[7].buf);
    Py_END_ALLOW_THREADS
    return ok ? done(&a) : failed(&a);
}

static PyObject *run_forest(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "fhfidii*d", &a))
        return NULL;
    Forest own = {.columns = a.view[0].buf, .feature = a.view[1].buf, .threshold = a.view[2].buf,
                  .children = a.view[3].buf, .value = a.view[4].buf, .roots = a.view[5].buf,
                  .component = a.view[6].buf, .nodes = length(&a, 1), .trees = length(&a, 6)};
    int64_t sums = a.view[7].ndim == 2 ? a.view[7].shape[0] : 0;
    own.rows = sums ? length(&a, 7) / (ptrdiff_t)sums : 0;
    own.width = own.rows ? length(&a, 0) / own.rows : 0;
    if (length(&a, 0) != own.width * own.rows || length(&a, 2) != own.nodes || length(&a, 3) != 2 * own.nodes ||
        length(&a, 4) != own.nodes || length(&a, 5) != own.trees + 1 || own.nodes > INT32_MAX ||
        own.roots[0] != 0 || own.roots[own.trees] != own.nodes)
        return failed(&a);
    int wrong = 0, broken = 0;
    for (ptrdiff_t t = 0; t < own.trees && !wrong; t++) {
        int32_t first = own.roots[t], last = own.roots[t + 1];
        wrong = last <= first || last > own.nodes || !within(own.component[t], 0, sums - 1);
        for (int32_t i = first; i < (wrong ? 0 : last); i++) { /* a leaf is its own child; nodes come before theirs */
            int32_t no = own.children[2 * i], yes = own.children[2 * i + 1], feature = own.feature[i];
            broken |= (no < i) | (yes < i) | (no >= last) | (yes >= last) | ((no == i) != (yes == i)) | (feature < 0) |
                      (feature >= own.width);
        }
    }
    if (wrong || (broken && own.rows))
        return failed(&a);
    float *block = malloc(((size_t)own.width + 1) * SIDE * sizeof *block);
    uint64_t *reached = malloc(((size_t)own.nodes + 1) * sizeof *reached);
    if (block && reached) {
        Py_BEGIN_ALLOW_THREADS
        in_use->kernels->forest(&own, block, reached, a.view[7].buf);
        Py_END_ALLOW_THREADS
    }
    free(block);
    free(reached);
    if (block && reached)
        return done(&a);
    release(&a);
    return PyErr_NoMemory();
}

/* A table of hashes (`HashTable`): where its buckets end, and the lower bits of its keys. */
typedef struct {
    const int32_t *ends;
    const uint16_t *low;
    ptrdiff_t keys;
    int shift;
} Table;

/* Takes a table from two arrays; 0 if they do not fit together. */
static int take_table(const Arrays *arrays, int ends, int low, Table *table) {
    ptrdiff_t buckets = length(arrays, ends) - 1;
    int bits = 16;
    while (bits < 32 && (ptrdiff_t)1 << bits < buckets)
        bits++;
    *table = (Table){arrays->view[ends].buf, arrays->view[low].buf, length(arrays, low), 32 - bits};
    return bits < 32 && buckets == (ptrdiff_t)1 << bits && table->keys <= INT32_MAX;
}

/* Where up to AHEAD hashes are in a table, -1 for one that is not; returns 0 if the table is broken. Memory is asked for
 * ahead. */
static int find_some(const Table *table, const uint32_t *hashes, ptrdiff_t some, int32_t *places) {
    uint32_t mask = ((uint32_t)1 << table->shift) - 1;
    int32_t begin[AHEAD], end[AHEAD];
    for (ptrdiff_t i = 0; i < some; i++)
        FETCH(table->ends + (hashes[i] >> table->shift));
    for (ptrdiff_t i = 0; i < some; i++) {
        uint32_t bucket = hashes[i] >> table->shift;
        begin[i] = bucket ? table->ends[bucket - 1] : 0;
        end[i] = table->ends[bucket];
        if (begin[i] < 0 || end[i] < begin[i] || end[i] > table->keys)
            return 0;
        if (begin[i] < end[i])
            FETCH(table->low + begin[i]);
    }
    for (ptrdiff_t i = 0; i < some; i++) {
        uint16_t wanted = (uint16_t)(hashes[i] & mask);
        int32_t place = begin[i];
        while (place < end[i] && table->low[place] < wanted)
            place++;
        places[i] = place < end[i] && table->low[place] == wanted ? place : -1;
    }
    return 1;
}

static PyObject *run_find(PyObject *self, PyObject *args) {
    Arrays a;
    Table table;
    if (!take(args, "iHI*q*i", &a))
        return NULL;
    ptrdiff_t number = length(&a, 2), count = 0;
    if (!take_table(&a, 0, 1, &table) || length(&a, 3) != number || length(&a, 4) != number)
        return failed(&a);
    const uint32_t *hashes = a.view[2].buf;
    int64_t *found = a.view[3].buf;
    int32_t *places = a.view[4].buf, near[AHEAD];
    int ok = 1;
    Py_BEGIN_ALLOW_THREADS
    for (ptrdiff_t first = 0; ok && first < number; first += AHEAD) {
        ptrdiff_t some = number - first < AHEAD ? number - first : AHEAD;
        ok = find_some(&table, hashes + first, some, near);
        for (ptrdiff_t i = 0; ok && i < some; i++)
            if (near[i] >= 0) {
                found[count] = first + i;
                places[count++] = near[i];
            }
    }
    Py_END_ALLOW_THREADS
    if (!ok)
        return failed(&a);
    release(&a);
    return PyLong_FromSsize_t(count);
}

enum { BOUNDARY_PIECE = 1, MOST_PIECES = 8 }; /* the piece before each paragraph, and the longest n-gram */

/* The hash of the n-gram that ends at a piece, as `ngram_hashes` computes it; near the beginning, of a shorter one. */
static INLINE uint32_t ngram_hash(const int32_t *ids, ptrdiff_t at, const uint64_t *factors, ptrdiff_t order) {
    uint64_t total = 0;
    for (ptrdiff_t k = 0; k < order && k <= at; k++)
        total += ((uint64_t)(int64_t)ids[at - k] + 1) * factors[k];
    return (uint32_t)((total ^ total >> 29) * 0x9E3779B97F4A7C15u >> 32);
}

/* One step of `PieceNgramModel.surprisal`: from what n-grams of one length less say to what those of this length do. */
static PyObject *run_ngrams(PyObject *self, PyObject *args) {
    Arrays a;
    Table table;
    if (!take(args, "iQiHBB*B*i", &a))
        return NULL;
    const int32_t *ids = a.view[0].buf;
    const uint64_t *factors = a.view[1].buf;
    const uint8_t *own_bits = a.view[4].buf, *own_backoff = a.view[5].buf;
    uint8_t *backoff = a.view[6].buf, before = 0;
    int32_t *bits = a.view[7].buf, places[AHEAD];
    ptrdiff_t number = length(&a, 0), order = length(&a, 1);
    if (!take_table(&a, 2, 3, &table) || length(&a, 4) != table.keys || length(&a, 5) != table.keys ||
        length(&a, 6) != number || length(&a, 7) != number || !within(order, 2, MOST_PIECES))
        return failed(&a);
    int ok = 1;
    Py_BEGIN_ALLOW_THREADS
    for (ptrdiff_t first = 0; ok && first < number; first += AHEAD) {
        ptrdiff_t some = number - first < AHEAD ? number - first : AHEAD;
        uint32_t hashes[AHEAD];
        for (ptrdiff_t i = 0; i < some; i++)
            hashes[i] = ngram_hash(ids, first + i, factors, order);
        ok = find_some(&table, hashes, some, places);
        for (ptrdiff_t i = first; ok && i < first + some; i++) {
            int32_t place = places[i - first];
            for (ptrdiff_t k = 0; k < order - 1 && k <= i; k++) /* none reaches into the paragraph before */
                place = ids[i - k] == BOUNDARY_PIECE ? -1 : place;
            uint8_t lent = before;
            before = backoff[i];
            bits[i] = place < 0 ? (int32_t)((uint32_t)bits[i] + lent) : own_bits[place];
            backoff[i] = place < 0 ? 0 : own_backoff[place];
        }
    }
    Py_END_ALLOW_THREADS
    return ok ? done(&a) : failed(&a);
}

/* The sums of the weights of each paragraph's n-grams (`ngram_scores`). */
static PyObject *run_scores(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "iqQh*q", &a))
        return NULL;
    const int32_t *ids = a.view[0].buf;
    const int64_t *starts = a.view[1].buf;
    const uint64_t *factors = a.view[2].buf;
    const int16_t *weights = a.view[3].buf;
    int64_t *sums = a.view[4].buf;
    ptrdiff_t number = length(&a, 0), paragraphs = length(&a, 1) - 1, order = length(&a, 2);
    ptrdiff_t models = a.view[3].ndim == 2 ? a.view[3].shape[1] : 0, rows = models ? length(&a, 3) / models : 0;
    int shift = 32;
    while (shift > 1 && (ptrdiff_t)1 << (32 - shift) < rows)
        shift--;
    int ok = paragraphs >= 0 && models > 0 && rows == (ptrdiff_t)1 << (32 - shift) && shift < 32 &&
             within(order, 1, MOST_PIECES) && length(&a, 4) == paragraphs * models;
    for (ptrdiff_t p = 0; ok && p < paragraphs; p++)
        ok = starts[p] >= 0 && starts[p] <= starts[p + 1] && starts[p + 1] <= number;
    if (!ok)
        return failed(&a);
    Py_BEGIN_ALLOW_THREADS
    memset(sums, 0, (size_t)a.view[4].len);
    for (ptrdiff_t p = 0; p < paragraphs; p++)
        for (ptrdiff_t first = starts[p] + 1; first < starts[p + 1]; first += AHEAD) {
            ptrdiff_t some = starts[p + 1] - first < AHEAD ? starts[p + 1] - first : AHEAD;
            const int16_t *own[AHEAD * MOST_PIECES], **last = own;
            for (ptrdiff_t i = first; i < first + some; i++) {
                ptrdiff_t longest = 1; /* at most two pieces with a boundary, and no more beyond it */
                while (longest < order && longest <= i &&
                       (longest < 2 || (ids[i] != BOUNDARY_PIECE && ids[i - longest + 1] != BOUNDARY_PIECE)))
                    longest++;
                for (ptrdiff_t n = 1; n <= order; n++, last++) {
                    *last = weights + models * (ngram_hash(ids, i, factors, n < longest ? n : longest) >> shift);
                    FETCH(*last);
                }
            }
            for (const int16_t *const *row = own; row < (const int16_t *const *)last; row++)
                for (ptrdiff_t m = 0; m < models; m++)
                    sums[p * models + m] += (*row)[m];
        }
    Py_END_ALLOW_THREADS
    return done(&a);
}

static INLINE size_t slot_of(uint64_t value) {
    uint64_t mixed = (value ^ seed) * 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ mixed >> 32) * 0xD6E8FEB86659FD93u;
    return (size_t)(mixed >> 32);
}

/* A power of two: the slots of a table for so many values. */
static size_t slots_for(ptrdiff_t number) {
    size_t slots = 16;
    while (slots < 2 * (size_t)number)
        slots *= 2;
    return slots;
}

/* Numbers values in the order in which they first occur, which the seed does not change: it keeps anyone from making
 * texts whose words all want the same slot. */
static PyObject *run_number(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "Q*q*q", &a))
        return NULL;
    const uint64_t *values = a.view[0].buf;
    int64_t *numbers = a.view[1].buf, *first = a.view[2].buf;
    ptrdiff_t number = length(&a, 0), count = 0;
    if (length(&a, 1) != number || length(&a, 2) != number || number > INT32_MAX / 4)
        return failed(&a);
    size_t mask = slots_for(number) - 1;
    int32_t *slots = calloc(mask + 1, sizeof *slots);
    if (!slots) {
        release(&a);
        return PyErr_NoMemory();
    }
    Py_BEGIN_ALLOW_THREADS
    for (ptrdiff_t i = 0; i < number; i++) {
        uint64_t value = values[i];
        size_t slot = slot_of(value) & mask;
        while (slots[slot] && values[first[slots[slot] - 1]] != value)
            slot = (slot + 1) & mask;
        if (!slots[slot]) {
            first[count++] = i;
            slots[slot] = (int32_t)count;
        }
        numbers[i] = slots[slot] - 1;
    }
    Py_END_ALLOW_THREADS
    free(slots);
    release(&a);
    return PyLong_FromSsize_t(count);
}

/* Polynomial hashes of runs of values (`run_hashes`). */
static PyObject *run_hash(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "Qqq*Q", &a))
        return NULL;
    const uint64_t *values = a.view[0].buf;
    const int64_t *starts = a.view[1].buf, *ends = a.view[2].buf;
    uint64_t *out = a.view[3].buf;
    ptrdiff_t size = length(&a, 0), number = length(&a, 1);
    if (length(&a, 2) != number || length(&a, 3) != number)
        return failed(&a);
    int ok = 1;
    Py_BEGIN_ALLOW_THREADS
    for (ptrdiff_t i = 0; ok && i < number; i++) {
        int64_t start = starts[i], end = ends[i];
        uint64_t total = 0, factor = 1;
        ok = end <= start || (start >= 0 && end <= size);
        for (int64_t at = start; ok && at < end; at++) {
            total += values[at] * factor;
            factor *= 0x9E3779B97F4A7C15u;
        }
        out[i] = total;
    }
    Py_END_ALLOW_THREADS
    return ok ? done(&a) : failed(&a);
}

/* Whether the characters at some places belong to a class; for a place beyond the text, its first or last one. */
static PyObject *run_are(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "Hq?*?", &a))
        return NULL;
    const uint16_t *text = a.view[0].buf;
    const int64_t *places = a.view[1].buf;
    const uint8_t *members = a.view[2].buf;
    uint8_t *out = a.view[3].buf;
    ptrdiff_t size = length(&a, 0), number = length(&a, 1), classes = length(&a, 2);
    if (length(&a, 3) != number || (number && !size))
        return failed(&a);
    int ok = 1;
    Py_BEGIN_ALLOW_THREADS
    for (ptrdiff_t i = 0; ok && i < number; i++) {
        int64_t place = places[i] < 0 ? 0 : places[i] < size ? places[i] : size - 1;
        ok = text[place] < classes;
        out[i] = ok && members[text[place]];
    }
    Py_END_ALLOW_THREADS
    return ok ? done(&a) : failed(&a);
}

/* Where the characters of a text belong to a class, or only one of a character and the next does. */
static PyObject *places_of(PyObject *args, int edges) {
    Arrays a;
    if (!take(args, "H?*q", &a))
        return NULL;
    const uint16_t *text = a.view[0].buf;
    const uint8_t *members = a.view[1].buf;
    int64_t *out = a.view[2].buf;
    ptrdiff_t size = length(&a, 0), classes = length(&a, 1), count = 0;
    if (length(&a, 2) != size || (size && !classes))
        return failed(&a);
    int ok = 1, before = 0;
    Py_BEGIN_ALLOW_THREADS
    for (ptrdiff_t i = 0; i < size; i++) {
        int fits = text[i] < classes, is = members[fits ? text[i] : 0] != 0;
        ok &= fits;
        out[count] = edges ? i - 1 : i; /* kept only if it counts: a branch would often be mispredicted */
        count += edges ? i && is != before : is;
        before = is;
    }
    Py_END_ALLOW_THREADS
    if (!ok)
        return failed(&a);
    release(&a);
    return PyLong_FromSsize_t(count);
}

static PyObject *run_where(PyObject *self, PyObject *args) {
    return places_of(args, 0);
}

static PyObject *run_edges(PyObject *self, PyObject *args) {
    return places_of(args, 1);
}

/* Which hashes are in a set (`HashedWordSet`): in their slot of the table or, if several share it, in the ordered rest. */
static PyObject *run_has(PyObject *self, PyObject *args) {
    Arrays a;
    if (!take(args, "QQ?Q*?", &a))
        return NULL;
    const uint64_t *hashes = a.view[0].buf, *table = a.view[1].buf, *rest = a.view[3].buf;
    const uint8_t *shared = a.view[2].buf;
    uint8_t *out = a.view[4].buf;
    ptrdiff_t number = length(&a, 0), slots = length(&a, 1), others = length(&a, 3);
    int bits = 1;
    while (bits < 32 && (ptrdiff_t)1 << bits < slots)
        bits++;
    if (slots != (ptrdiff_t)1 << bits || length(&a, 2) != (others ? slots : 0) || length(&a, 4) != number)
        return failed(&a);
    Py_BEGIN_ALLOW_THREADS
    for (ptrdiff_t begin = 0; begin < number; begin += MOST_WIDTH) {
        ptrdiff_t end = number - begin < MOST_WIDTH ? number : begin + MOST_WIDTH, maybe[MOST_WIDTH + 1], count = 0;
        for (ptrdiff_t i = begin; i < end; i++) {
            uint64_t slot = hashes[i] >> (64 - bits);
            out[i] = table[slot] == hashes[i];
            maybe[count] = i; /* without a branch, as nobody can predict which words are known */
            count += others && !out[i] & (shared[slot] != 0);
        }
        for (ptrdiff_t m = 0; m < count; m++) {
            ptrdiff_t i = maybe[m], first = 0, last = others;
            while (first < last) {
                ptrdiff_t middle = first + (last - first) / 2;
                if (rest[middle] < hashes[i])
                    first = middle + 1;
                else
                    last = middle;
            }
            out[i] = first < others && rest[first] == hashes[i];
        }
    }
    Py_END_ALLOW_THREADS
    return done(&a);
}

/* As `code_values` in alphabet.py. */
static INLINE uint64_t code_value(uint64_t code) {
    uint64_t mixed = (code + 1) * 0x9E3779B97F4A7C15u;
    return (mixed ^ mixed >> 29) * 0x9E3779B97F4A7C15u;
}

#include "sweep.h"
#include "tokens.h"

static PyObject *instructions(PyObject *self, PyObject *args) {
    const char *wanted = NULL;
    if (!PyArg_ParseTuple(args, "|z", &wanted))
        return NULL;
    if (wanted) {
        int i = 0;
        while (i < number_of_sets && strcmp(sets[i].name, wanted))
            i++;
        if (i == number_of_sets)
            return PyErr_Format(PyExc_ValueError, "this machine has no %s", wanted);
        in_use = &sets[i];
    }
    return PyUnicode_FromString(in_use->name);
}

static PyObject *all_instructions(PyObject *self, PyObject *args) {
    PyObject *names = PyTuple_New(number_of_sets);
    for (int i = 0; names && i < number_of_sets; i++) {
        PyObject *name = PyUnicode_FromString(sets[i].name);
        if (!name || PyTuple_SetItem(names, i, name) < 0)
            Py_CLEAR(names);
    }
    return names;
}

static PyMethodDef methods[] = {
    {"embed", run_embed, METH_VARARGS, NULL},
    {"tagger", run_tagger, METH_VARARGS, NULL},
    {"project", run_project, METH_VARARGS, NULL},
    {"glance", run_glance, METH_VARARGS, NULL},
    {"words", run_words, METH_VARARGS, NULL},
    {"find", run_find, METH_VARARGS, NULL},
    {"number", run_number, METH_VARARGS, NULL},
    {"hashes", run_hash, METH_VARARGS, NULL},
    {"are", run_are, METH_VARARGS, NULL},
    {"where", run_where, METH_VARARGS, NULL},
    {"edges", run_edges, METH_VARARGS, NULL},
    {"has", run_has, METH_VARARGS, NULL},
    {"tokens", run_tokens, METH_VARARGS, NULL},
    {"places", run_places, METH_VARARGS, NULL},
    {"forest", run_forest, METH_VARARGS, NULL},
    {"sweep", run_sweep, METH_VARARGS, NULL},
    {"ngrams", run_ngrams, METH_VARARGS, NULL},
    {"scores", run_scores, METH_VARARGS, NULL},
    {"instructions", instructions, METH_VARARGS, NULL},
    {"all_instructions", all_instructions, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static int prepare(PyObject *module) {
    find_sets();
    if (PyModule_AddIntConstant(module, "INTERFACE", INTERFACE) < 0)
        return -1;
    seed = (uint64_t)(uintptr_t)module * 0x9E3779B97F4A7C15u ^ (uint64_t)time(NULL) << 32 ^ (uint64_t)clock();
    return 0;
}

static PyModuleDef_Slot slots_of_module[] = {{Py_mod_exec, prepare}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "mtdetect._core", .m_methods = methods, .m_slots = slots_of_module,
};

PyMODINIT_FUNC PyInit__core(void) {
    return PyModuleDef_Init(&definition);
}
