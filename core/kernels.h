/* The networks' inner loops, compiled once for each set of instructions (`vectors.h`).
 *
 * Products are of 16-bit integers, summed in 32 bits. Floats are added in a fixed order and never contracted, so that
 * every set gives the results of numpy. Sizes are those that `_core.c` has checked.
 */

#include "vectors.h"

/* Products of ROWS rows with STRIP * LANES columns from `column` on, or with LANES of them if not `wide`.
 * `rows[i * taps + t]`: the part of row i that is multiplied with the t-th part of the weights, in `steps` steps of four
 * bytes: two 16-bit integers, or four of 8 bits (`quads`). `weights`: blocks of BLOCK columns, each with `taps * steps`
 * steps x BLOCK columns x 4 bytes. */
static INLINE void NAME(strip)(const void *const *rows, ptrdiff_t taps, ptrdiff_t steps, const void *weights,
                               ptrdiff_t columns, ptrdiff_t column, int wide, int quads, int32_t *out) {
    NAME(ints) sum[ROWS][STRIP];
    const char *own[STRIP];
#pragma GCC unroll 16
    for (int j = 0; j < wide; j++) {
        ptrdiff_t first = column + j * LANES;
        own[j] = (const char *)weights + (first / BLOCK * BLOCK * taps * steps + first % BLOCK) * 4;
    }
#pragma GCC unroll 8
    for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 16
        for (int j = 0; j < wide; j++)
            sum[i][j] = ZERO;
    ptrdiff_t at = 0;
    for (ptrdiff_t t = 0; t < taps; t++)
        for (ptrdiff_t k = 0; k < steps; k++, at += 4 * BLOCK) {
            NAME(ints) weight[STRIP];
#pragma GCC unroll 16
            for (int j = 0; j < wide; j++)
                weight[j] = LOAD(own[j] + at);
#pragma GCC unroll 8
            for (int i = 0; i < ROWS; i++) {
                NAME(ints) value = EACH((const char *)rows[i * taps + t] + 4 * k);
#pragma GCC unroll 16
                for (int j = 0; j < wide; j++)
                    sum[i][j] = quads ? QUADS(sum[i][j], value, weight[j]) : PAIRS(sum[i][j], value, weight[j]);
            }
        }
#pragma GCC unroll 8
    for (int i = 0; i < ROWS; i++)
#pragma GCC unroll 16
        for (int j = 0; j < wide; j++)
            STORE(out + i * columns + column + j * LANES, sum[i][j]);
}

/* Products of ROWS rows with all columns, a multiple of BLOCK. */
static INLINE void NAME(products)(const void *const *rows, ptrdiff_t taps, ptrdiff_t steps, const void *weights,
                                  ptrdiff_t columns, int quads, int32_t *out) {
    ptrdiff_t column = 0;
    for (; column + STRIP * LANES <= columns; column += STRIP * LANES)
        NAME(strip)(rows, taps, steps, weights, columns, column, STRIP, quads, out);
    for (; column < columns; column += LANES)
        NAME(strip)(rows, taps, steps, weights, columns, column, 1, quads, out);
}

/* The same of 16-bit integers, `inner` in each part. */
static void NAME(product)(const void *const *rows, ptrdiff_t taps, ptrdiff_t inner, const int16_t *weights,
                          ptrdiff_t columns, int32_t *out) {
    NAME(products)(rows, taps, inner / 2, weights, columns, 0, out);
}

#if HAS_QUADS
/* The same of 8-bit integers: those of the rows are higher by 128, for which the weights' own sums make up. */
static void NAME(narrow_product)(const void *const *rows, ptrdiff_t taps, ptrdiff_t inner, const int8_t *weights,
                                 const int32_t *totals, ptrdiff_t columns, int32_t *out) {
    NAME(products)(rows, taps, inner / 4, weights, columns, 1, out);
    for (int i = 0; i < ROWS; i++)
        for (ptrdiff_t c = 0; c < columns; c++)
            out[i * columns + c] -= 128 * totals[c];
}
#endif

/* Sums a row in numpy's order: eight sums side by side. `width`: 8 to 128, a multiple of 8. */
static INLINE float NAME(sum)(const float *x, ptrdiff_t width) {
    float s[8];
    for (int j = 0; j < 8; j++)
        s[j] = x[j];
    for (ptrdiff_t i = 8; i < width; i += 8)
        for (int j = 0; j < 8; j++)
            s[j] += x[i + j];
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

/* A row with mean 0 and variance 1, in whole numbers of `unit` steps. */
static void NAME(normalised)(const float *x, ptrdiff_t width, float unit, int16_t *out) {
    float apart[MOST_WIDTH], square[MOST_WIDTH];
    float mean = NAME(sum)(x, width) / (float)width;
    for (ptrdiff_t i = 0; i < width; i++) {
        apart[i] = x[i] - mean;
        square[i] = apart[i] * apart[i];
    }
    float variance = NAME(sum)(square, width) / (float)width + 1e-5f;
    float factor = unit / sqrtf(variance);
    for (ptrdiff_t i = 0; i < width; i++)
        out[i] = whole(apart[i] * factor);
}

/* What a layer adds to a row: values, each divided by 1 + exp(gate). */
static void NAME(gated)(const int32_t *sums, float step, const float *bias, ptrdiff_t width, float *x) {
    for (ptrdiff_t i = 0; i < width; i++) {
        float gate = (float)sums[width + i] * step + bias[width + i];
        float value = (float)sums[i] * step + bias[i];
        float open = (float)exponential(gate) + 1.0f;
        x[i] += value / open;
    }
}

/* What the tagger's tokens begin as: sums in numpy's order. */
static void NAME(embed)(const Embedding *own, ptrdiff_t number, float *out) {
    const ptrdiff_t width = own->width;
    const float step = own->step;
    int16_t whole_numbers[MOST_WIDTH];
    for (ptrdiff_t i = 0; i < number; i++) {
        const int32_t *input = own->inputs + INPUTS * i;
        const int8_t *suffix = own->suffixes + input[1] * width;
        const float *word = own->words + own->which[i] * width, *look = own->looks + input[2] * width;
        float *x = out + i * width;
        for (ptrdiff_t j = 0; j < width; j++)
            x[j] = ((float)suffix[j] * step + look[j]) + word[j];
        if (own->unit > 0) {
            NAME(normalised)(x, width, own->unit, whole_numbers);
            for (ptrdiff_t j = 0; j < width; j++)
                x[j] = whole_numbers[j];
        } else {
            const float *place = own->places + input[3] * width, *setting = own->settings + input[4] * width;
            for (ptrdiff_t j = 0; j < width; j++)
                x[j] = (x[j] + place[j]) + setting[j];
        }
    }
}

static void NAME(tagger)(const Tagger *own, float *x, const int32_t *runs, ptrdiff_t number, int16_t *reduced,
                         uint8_t *narrow, float *logits) {
    const ptrdiff_t width = own->width, inner = own->inner, taps = own->taps;
    int16_t values[ROWS * MOST_WIDTH];
    int32_t sums[ROWS * 2 * MOST_WIDTH];
    const void *rows[ROWS * MOST_TAPS];
    memset(reduced + number * inner, 0, (size_t)inner * sizeof *reduced); /* what is seen beyond the ends of a run */
    for (ptrdiff_t layer = 0; layer <= own->layers; layer++) {
        int last = layer == own->layers, fits = HAS_QUADS;
        const int16_t *weights = last ? own->output : own->reduce + layer * width * inner;
        ptrdiff_t columns = last ? own->columns : inner;
        for (ptrdiff_t i = 0; i < number; i += ROWS) {
            int some = number - i < ROWS ? (int)(number - i) : ROWS;
            for (int r = 0; r < ROWS; r++) {
                rows[r] = values + (r < some ? r : 0) * width;
                if (r < some)
                    NAME(normalised)(x + (i + r) * width, width, own->unit, values + r * width);
            }
            NAME(product)(rows, 1, width, weights, columns, sums);
            for (int r = 0; r < some; r++)
                if (last)
                    for (ptrdiff_t c = 0; c < own->classes; c++)
                        logits[(i + r) * own->classes + c] =
                            (float)sums[r * columns + c] * own->steps[2 * layer + 1] + own->output_bias[c];
                else
                    for (ptrdiff_t c = 0; c < inner; c++)
                        reduced[(i + r) * inner + c] = whole((float)sums[r * columns + c] * own->steps[2 * layer]);
        }
        if (last)
            return;
#if HAS_QUADS
        for (ptrdiff_t i = 0; i < (number + 1) * inner; i++) {
            narrow[i] = (uint8_t)(reduced[i] + 128);
            fits &= reduced[i] >= -128 && reduced[i] <= 127;
        }
#else
        (void)narrow;
#endif
        for (ptrdiff_t i = 0; i < number; i += ROWS) {
            int some = number - i < ROWS ? (int)(number - i) : ROWS;
            for (int r = 0; r < ROWS; r++)
                for (ptrdiff_t t = 0; t < taps; t++) {
                    ptrdiff_t here = i + (r < some ? r : 0), there = here + (t - taps / 2) * own->dilations[layer];
                    int seen = there >= 0 && there < number && runs[there] == runs[here];
                    ptrdiff_t row = (seen ? there : number) * inner;
                    rows[r * taps + t] = fits ? (const void *)(narrow + row) : (const void *)(reduced + row);
                }
            ptrdiff_t first = layer * taps * inner * 2 * width;
#if HAS_QUADS
            if (fits)
                NAME(narrow_product)(rows, taps, inner, own->narrow_mix + first, own->totals + layer * 2 * width,
                                     2 * width, sums);
            else
#endif
                NAME(product)(rows, taps, inner, own->mix + first, 2 * width, sums);
            for (int r = 0; r < some; r++)
                NAME(gated)(sums + r * 2 * width, own->steps[2 * layer + 1], own->bias + layer * 2 * width, width,
                            x + (i + r) * width);
        }
    }
}

/* Products of vectors with weights, times a power of two, rounded down or to the nearest whole number. */
static void NAME(project)(const int16_t *vectors, ptrdiff_t number, ptrdiff_t width, const int16_t *weights,
                          ptrdiff_t columns, float step, int down, int16_t *out) {
    int32_t sums[ROWS * 2 * MOST_WIDTH];
    const void *rows[ROWS];
    for (ptrdiff_t i = 0; i < number; i += ROWS) {
        int some = number - i < ROWS ? (int)(number - i) : ROWS;
        for (int r = 0; r < ROWS; r++)
            rows[r] = vectors + (i + (r < some ? r : 0)) * width;
        for (ptrdiff_t first = 0; first < columns; first += 2 * MOST_WIDTH) {
            ptrdiff_t wide = columns - first < 2 * MOST_WIDTH ? columns - first : 2 * MOST_WIDTH;
            NAME(product)(rows, 1, width, weights + first * width, wide, sums);
            for (int r = 0; r < some; r++)
                for (ptrdiff_t c = 0; c < wide; c++) {
                    float value = (float)sums[r * wide + c] * step;
                    int16_t nearest = whole(value);
                    out[(i + r) * columns + first + c] = (int16_t)(nearest - (down && (float)nearest > value));
                }
        }
    }
}

/* Adds rows to `sum`, modulo 2**16 as numpy does. `units`: a multiple of 32. */
static INLINE void NAME(add)(int16_t *sum, const int16_t *const *rows, ptrdiff_t number, ptrdiff_t units) {
    for (ptrdiff_t u = 0; u < units; u += 2 * LANES) {
        NAME(ints) total = LOAD(sum + u);
        for (ptrdiff_t i = 0; i < number; i++)
            total = ADD(total, LOAD(rows[i] + u));
        STORE(sum + u, total);
    }
}

/* Asks for a row ahead of its use: the tables are larger than the nearest caches. */
static INLINE void NAME(fetch)(const int16_t *row, ptrdiff_t units) {
    for (ptrdiff_t u = 0; u < units; u += 32)
        FETCH(row + u);
}

static int NAME(glance)(const Glance *own, const int64_t *symbols, const int64_t *documents, const int64_t *places,
                        const int64_t *settings, ptrdiff_t number, float *out) {
    const ptrdiff_t units = own->units, reach = own->window / 2;
    int16_t sum[MOST_WIDTH];
    const int16_t *rows[MOST_WINDOW + 2];
    for (ptrdiff_t i = 0; i < number; i++) {
        int64_t place = places[i], setting = settings[i];
        if (place < 0 || place >= own->places || setting < 0 || setting >= own->settings)
            return 0;
        ptrdiff_t some = 0;
        rows[some++] = own->of_place + place * units;
        rows[some++] = own->of_setting + setting * units;
        for (ptrdiff_t p = 0; p < own->window; p++) {
            ptrdiff_t there = i + p - reach;
            if (there < 0 || there >= number || documents[there] != documents[i])
                continue;
            int64_t symbol = symbols[there];
            if (symbol < 0 || symbol >= own->symbols)
                return 0;
            rows[some++] = own->parts + (symbol * own->window + p) * units;
        }
        memcpy(sum, own->bias, (size_t)units * sizeof *sum);
        NAME(add)(sum, rows, some, units);
        int32_t total = 0;
        for (ptrdiff_t u = 0; u < units; u++) {
            total += (sum[u] > 0 ? sum[u] : 0) * own->output[u];
        }
        out[i] = (float)total;
    }
    return 1;
}

static int NAME(words)(const Words *own, const int64_t *symbols, ptrdiff_t number, int32_t *out) {
    const ptrdiff_t units = own->units, window = own->window, columns = own->columns;
    const int32_t *inner_bias = own->inner_bias;
    const int shift = own->shift, most = own->most, finer = own->finer;
    int16_t hidden[ROWS * MOST_WIDTH];
    int32_t sums[ROWS * MOST_WIDTH];
    const int16_t *parts[ROWS][MOST_WINDOW];
    const void *rows[ROWS];
    for (ptrdiff_t i = 0; i < number; i += ROWS) {
        int some = number - i < ROWS ? (int)(number - i) : ROWS;
        for (int r = 0; r < some; r++)
            for (ptrdiff_t p = 0; p < window; p++) {
                int64_t symbol = symbols[i + r + p];
                if (symbol < 0 || symbol >= own->symbols)
                    return 0;
                parts[r][p] = own->parts + (symbol * own->window + p) * units;
                NAME(fetch)(parts[r][p], units);
            }
        for (int r = 0; r < ROWS; r++)
            rows[r] = hidden + (r < some ? r : 0) * units;
        for (int r = 0; r < some; r++) {
            int16_t sum[MOST_WIDTH];
            memcpy(sum, own->bias, (size_t)units * sizeof *sum);
            NAME(add)(sum, parts[r], window, units);
            for (ptrdiff_t u = 0; u < units; u++) {
                int value = sum[u] >> finer;
                value = value < 0 ? 0 : value;
                hidden[r * units + u] = (int16_t)(value > most ? most : value);
            }
        }
        NAME(product)(rows, 1, units, own->inner, columns, sums);
        for (int r = 0; r < some; r++) {
            int32_t inner[MOST_WIDTH]; /* apart from the sums below, and without `own`: compilers then use vectors */
            for (ptrdiff_t c = 0; c < columns; c++) {
                int32_t value = (int32_t)((uint32_t)sums[r * columns + c] + (uint32_t)inner_bias[c]) >> shift;
                value = value < 0 ? 0 : value;
                inner[c] = value > most ? most : value;
            }
            for (ptrdiff_t o = 0; o < own->outputs; o++) {
                const int8_t *weights = own->output + o * columns;
                int32_t total = 0;
                for (ptrdiff_t c = 0; c < columns; c++)
                    total += inner[c] * weights[c];
                out[(i + r) * own->outputs + o] = total;
            }
        }
    }
    return 1;
}

/* Adds to the sums of each row the values of the leaves that it reaches, one tree after the other. Up to SIDE rows are
 * followed together, as bits: those that reach a node and answer yes reach its second child, the others its first.
 * `block`: room for width x SIDE values, `reached` for a number for each node. */
static void NAME(forest)(const Forest *own, float *block, uint64_t *reached, double *sums) {
    for (ptrdiff_t first = 0; first < own->rows; first += SIDE) {
        ptrdiff_t some = own->rows - first < SIDE ? own->rows - first : SIDE;
        for (ptrdiff_t f = 0; f < own->width; f++)
            for (ptrdiff_t r = 0; r < SIDE; r++)
                block[f * SIDE + r] = r < some ? own->columns[f * own->rows + first + r] : 0;
        memset(reached, 0, (size_t)own->nodes * sizeof *reached);
        for (ptrdiff_t t = 0; t < own->trees; t++) {
            double *sum = sums + own->component[t] * own->rows + first;
            reached[own->roots[t]] = ~(uint64_t)0 >> (SIDE - some);
            int32_t i = own->roots[t];
            for (; own->children[2 * i] != i; i++) {
                const float *values = block + own->feature[i] * SIDE;
                uint64_t yes = 0;
                for (ptrdiff_t r = 0; r < some; r += LANES)
                    yes |= (uint64_t)ABOVE(values + r, own->threshold[i]) << r;
                reached[own->children[2 * i]] = reached[i] & ~yes;
                reached[own->children[2 * i + 1]] = reached[i] & yes;
            }
            for (; i < own->roots[t + 1]; i++)
                for (uint64_t here = reached[i]; here; here &= here - 1)
                    sum[lowest(here)] += own->value[i];
        }
    }
}

static const Kernels NAME(kernels) = {NAME(embed), NAME(tagger), NAME(project), NAME(glance), NAME(words), NAME(forest)};

#undef LANES
#undef STRIP
#undef ZERO
#undef LOAD
#undef EACH
#undef STORE
#undef PAIRS
#undef QUADS
#undef HAS_QUADS
#undef ADD
#undef ABOVE
#undef NAME
