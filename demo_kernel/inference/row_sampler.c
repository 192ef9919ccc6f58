/* Figures of one next-token distribution over a large vocabulary, and a sample from it.

   All in double precision, as sampling.py does it with numpy; sample() there says what each control
   means. Ranking 50,000 entries takes longer than their share of a forward pass, so here entries
   are put into buckets by logit, a bucket's mass is added up, and only a bucket that a cut or the
   number falls into is ranked. A sum runs over the buckets from the likeliest on; within one over
   its entries in the order of their IDs, or of their ranks where it is ranked. So the result
   depends on nothing but the row. It differs from ranking everything only where the number is
   within rounding, some 1e-15, of the border between two entries.
   Compiled by row_sampler.py. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A fixed number of lanes, whatever the machine has: the order of the sums belongs to the result. */
#define LANES 4
#define BUCKETS 4096

typedef double dvec __attribute__((vector_size(LANES * 8), aligned(8), may_alias));
typedef int64_t lvec __attribute__((vector_size(LANES * 8), aligned(8), may_alias));
typedef float fvec __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int32_t ivec __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

typedef struct {
    double highest; /* logit */
    double total;   /* Σ e^x over x = logit − highest */
    double product; /* Σ x e^x */
} Figures;

typedef struct {
    double temperature, top_p, min_p, number; /* top_p above 1 and min_p below 0: not in use */
    const int32_t *banned;
    int32_t banned_count, top_k; /* 0: not in use */
} Controls;

typedef struct {
    float logit;
    int32_t id;
} Entry;

/* A first part of the ranking: all buckets before `bucket`, and the first `inside` entries of it, all
   of them where it has fewer. */
typedef struct {
    int bucket, inside;
    double mass;
} Part;

typedef struct {
    const float *logits;
    int n;
    double *weights;   /* (n), by ID; 0 for what cannot be sampled */
    uint16_t *buckets; /* (n), by ID */
    Entry *entries;    /* those of the bucket `ranked`, by rank */
    int ranked, entry_count;
    double mass[BUCKETS];
    int32_t count[BUCKETS]; /* of entries that can be sampled; filled in where a control counts */
} Row;

/* e^x for x ≤ 0, relative error below 4e-16; 0 below −707, where it is no normal number. 2^n times
   a Taylor polynomial on [−ln2/2, ln2/2]. */
static inline dvec exponential(dvec x) {
    const dvec low = (dvec){0} - 707.0;
    const lvec kept = x > low;
    x = (dvec)(((lvec)x & kept) | ((lvec)low & ~kept));
    const double magic = 6755399441055744.0; /* 1.5 · 2^52: adding it rounds to an integer */
    const dvec shifted = x * 1.4426950408889634 + magic;
    const dvec n = shifted - magic;
    const dvec r = x - n * 0.69314718036912382 - n * 1.9082149292705877e-10;
    dvec p = (dvec){0} + 1.0 / 6227020800.0;
    p = p * r + 1.0 / 479001600.0;
    p = p * r + 1.0 / 39916800.0;
    p = p * r + 1.0 / 3628800.0;
    p = p * r + 1.0 / 362880.0;
    p = p * r + 1.0 / 40320.0;
    p = p * r + 1.0 / 5040.0;
    p = p * r + 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    /* The lowest bits of `shifted` are n, which goes into the exponent. */
    return (dvec)(((lvec)p + ((lvec)shifted << 52)) & kept);
}

/* LANES logits from `at` on; −inf behind the last. */
static inline fvec logits_at(const float *logits, int n, int at) {
    if (at + LANES <= n) return *(const fvec *)(logits + at);
    fvec v = (fvec){0} - INFINITY;
    memcpy(&v, logits + at, (size_t)(n - at) * sizeof(float));
    return v;
}

static double lanes_sum(dvec v) {
    double sum = 0.0;
    for (int i = 0; i < LANES; i++) sum += v[i];
    return sum;
}

/* The highest logit, and the lowest finite one; none where a logit is no number. */
static void extremes(const float *logits, int n, float *highest, float *lowest) {
    fvec high = (fvec){0} - INFINITY, low = (fvec){0} + INFINITY;
    ivec broken = {0};
    for (int i = 0; i < n; i += LANES) {
        const fvec v = logits_at(logits, n, i);
        broken |= v != v;
        const ivec above = v > high, below = (v < low) & (v > (fvec){0} - INFINITY);
        high = (fvec)(((ivec)v & above) | ((ivec)high & ~above));
        low = (fvec)(((ivec)v & below) | ((ivec)low & ~below));
    }
    *highest = -INFINITY;
    *lowest = INFINITY;
    for (int i = 0; i < LANES; i++) {
        if (high[i] > *highest) *highest = high[i];
        if (low[i] < *lowest) *lowest = low[i];
    }
    for (int i = 0; i < LANES; i++)
        if (broken[i]) *highest = NAN;
}

/* Fill in the figures at temperature 1, and write the powers (n rounded up to LANES) where they are
   wanted. */
static void sums(const float *logits, int n, Figures *figures, double *powers) {
    dvec total = (dvec){0}, product = (dvec){0};
    for (int i = 0; i < n; i += LANES) {
        const dvec x = __builtin_convertvector(logits_at(logits, n, i), dvec) - figures->highest;
        const dvec power = exponential(x);
        total += power;
        /* An impossible entry adds nothing, but 0 · −inf would be NaN. */
        product += (dvec)((lvec)(power * x) & (power != 0.0));
        if (powers) *(dvec *)(powers + i) = power;
    }
    figures->total = lanes_sum(total);
    figures->product = lanes_sum(product);
}

void figures_of(const float *logits, int n, Figures *figures) {
    float highest, lowest;
    extremes(logits, n, &highest, &lowest);
    figures->highest = highest;
    sums(logits, n, figures, NULL);
}

static int by_rank(const void *left, const void *right) {
    const Entry *a = left, *b = right;
    if (a->logit != b->logit) return a->logit > b->logit ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* Put a bucket's entries into their order: falling logit, of equals the lower ID first. Return how
   many there are. */
static int rank(Row *row, int bucket) {
    if (row->ranked == bucket) return row->entry_count;
    int count = 0;
    for (int first = 0; first < row->n; first += 64) {
        const int end = first + 64 < row->n ? first + 64 : row->n;
        uint16_t any = 0; /* most parts have none, which vectors tell fast */
        for (int i = first; i < end; i++) any |= row->buckets[i] == bucket;
        for (int i = any ? first : end; i < end; i++)
            if (row->buckets[i] == bucket && row->weights[i] > 0.0)
                row->entries[count++] = (Entry){row->logits[i], i};
    }
    qsort(row->entries, (size_t)count, sizeof(Entry), by_rank);
    row->ranked = bucket;
    return row->entry_count = count;
}

/* The shortest part of `whole` whose mass is at least `mass`, or above it where `beyond`. */
static Part reach(Row *row, Part whole, double mass, int beyond) {
    Part part = {0};
    for (; part.bucket < whole.bucket; part.bucket++) {
        const double next = part.mass + row->mass[part.bucket];
        if (beyond ? next > mass : next >= mass) break;
        part.mass = next;
    }
    const int there = rank(row, part.bucket);
    const int most = part.bucket == whole.bucket && whole.inside < there ? whole.inside : there;
    /* To the last one, in case the sum by rank is less than the sum by ID by its rounding. */
    while (part.inside < most) {
        part.mass += row->weights[row->entries[part.inside++].id];
        if (beyond ? part.mass > mass : part.mass >= mass) break;
    }
    return part;
}

/* The `most` likeliest entries. */
static Part likeliest(Row *row, Part whole, int most) {
    Part part = {0};
    for (; part.bucket < whole.bucket && most > row->count[part.bucket]; part.bucket++) {
        most -= row->count[part.bucket];
        part.mass += row->mass[part.bucket];
    }
    if (part.bucket == whole.bucket && most >= whole.inside) return whole;
    const int there = rank(row, part.bucket);
    for (; part.inside < most && part.inside < there; part.inside++)
        part.mass += row->weights[row->entries[part.inside].id];
    return part;
}

/* The entries of `whole` of at least a weight; the likeliest has it. */
static Part at_least(Row *row, Part whole, double weight) {
    int first = BUCKETS; /* bucket of the likeliest entry that has not */
    for (int i = 0; i < row->n; i++) {
        const double mine = row->weights[i];
        if (mine > 0.0 && mine < weight && row->buckets[i] < first) first = row->buckets[i];
    }
    if (first > whole.bucket) return whole;
    const int there = rank(row, first);
    const int end = first == whole.bucket && whole.inside < there ? whole.inside : there;
    int inside = 0;
    while (inside < end && row->weights[row->entries[inside].id] >= weight) inside++;
    int before = 0;
    for (int b = 0; b < first; b++) before += row->count[b];
    return likeliest(row, whole, before + inside);
}

/* How many entries a part has. */
static int entries_of(const Row *row, Part part) {
    int before = 0;
    for (int b = 0; b < part.bucket; b++) before += row->count[b];
    const int there = row->count[part.bucket];
    return before + (part.inside < there ? part.inside : there);
}

/* Divide the space of `scratch` up, and put each entry into the bucket of its logit. */
static void prepare(Row *row, const float *logits, int n, void *scratch, Figures *figures) {
    const size_t room = (size_t)(n + LANES);
    row->logits = logits;
    row->n = n;
    row->weights = scratch;
    row->entries = (Entry *)(row->weights + room);
    row->buckets = (uint16_t *)(row->entries + room);
    row->ranked = -1;
    float highest, lowest;
    extremes(logits, n, &highest, &lowest);
    figures->highest = highest;
    sums(logits, n, figures, row->weights);
    const float deepest = highest - lowest;
    const float each = deepest > 0.0f ? (BUCKETS - 1) / deepest : 0.0f;
    for (int i = 0; i < n; i++) {
        const float depth = (highest - logits[i]) * each;
        row->buckets[i] = (uint16_t)(int)(depth < BUCKETS - 1 ? depth : BUCKETS - 1);
    }
}

/* Whether there is anything to sample from. The comparisons are false for what is not a number. */
static int usable(const Figures *figures, int n) {
    return figures->total >= 1.0 && figures->total <= n;
}

/* Make the weights those of a temperature; at 0 the first likeliest that has a weight has all. */
static void heat(Row *row, double temperature, const Figures *figures) {
    if (temperature == 0.0) {
        int first = -1;
        for (int i = 0; i < row->n; i++)
            if (row->weights[i] > 0.0 && (first < 0 || row->logits[i] > row->logits[first]))
                first = i;
        memset(row->weights, 0, (size_t)row->n * sizeof(double));
        if (first >= 0) row->weights[first] = 1.0;
    } else if (temperature != 1.0) {
        for (int i = 0; i < row->n; i += LANES) {
            const dvec x =
                __builtin_convertvector(logits_at(row->logits, row->n, i), dvec) - figures->highest;
            *(dvec *)(row->weights + i) = exponential(x / temperature);
        }
    }
}

static void ban(Row *row, const Controls *controls) {
    for (int i = 0; i < controls->banned_count; i++) row->weights[controls->banned[i]] = 0.0;
}

/* Add up each bucket, with a count of its entries where `counted`; return the part of all entries,
   whose bucket is −1 where there are none. */
static Part add_up(Row *row, int counted) {
    memset(row->mass, 0, sizeof row->mass);
    memset(row->count, 0, sizeof row->count);
    row->ranked = -1;
    for (int i = 0; i < row->n; i++) row->mass[row->buckets[i]] += row->weights[i];
    if (counted)
        for (int i = 0; i < row->n; i++) row->count[row->buckets[i]] += row->weights[i] > 0.0;
    Part part = {-1, row->n, 0.0};
    for (int b = 0; b < BUCKETS; b++)
        if (row->mass[b] > 0.0) {
            part.bucket = b;
            part.mass += row->mass[b];
        }
    return part;
}

/* The steps of `cut`, in the order of sampling.py. */
enum { TOP_K, TOP_P, MIN_P, CUTS };

/* Cut the ranking by the controls in use; write what each leaves into `after`, where it is wanted. */
static Part cut(Row *row, Part part, const Controls *controls, Part after[CUTS]) {
    if (controls->top_k) part = likeliest(row, part, controls->top_k);
    if (after) after[TOP_K] = part;
    if (controls->top_p <= 1.0)
        part = reach(row, part, controls->top_p * (1.0 - 1e-12) * part.mass, 0);
    if (after) after[TOP_P] = part;
    if (controls->min_p >= 0.0) {
        int first = 0;
        while (row->mass[first] == 0.0) first++;
        rank(row, first);
        part = at_least(row, part, controls->min_p * row->weights[row->entries[0].id]);
    }
    if (after) after[MIN_P] = part;
    return part;
}

/* Bytes of scratch that the functions below need for n logits. */
int64_t scratch_bytes(int n) {
    return (int64_t)(n + LANES) * (int64_t)(sizeof(double) + sizeof(Entry) + sizeof(uint16_t));
}

/* Return the ID on which the number falls, and fill in the figures at temperature 1; −1 where there
   is nothing to sample from, or the logits are no numbers. */
int sample(const float *logits, int n, const Controls *controls, void *scratch, Figures *figures) {
    Row row;
    prepare(&row, logits, n, scratch, figures);
    if (!usable(figures, n) || controls->temperature <= 0.0) return -1;
    heat(&row, controls->temperature, figures);
    ban(&row, controls);
    Part part = add_up(&row, controls->top_k || controls->min_p >= 0.0);
    if (part.bucket < 0) return -1;
    part = cut(&row, part, controls, NULL);
    part = reach(&row, part, controls->number * part.mass, 1);
    return row.entries[part.inside - 1].id;
}

/* Write the IDs of the `count` likeliest entries by rank; `rest` gets the weight of all others. Return
   how many there are, fewer than `count` where the others are impossible. */
static int head(Row *row, int count, int32_t *ids, double *rest) {
    int last = 0, there = row->count[0];
    while (last < BUCKETS - 1 && there < count) there += row->count[++last];
    int found = 0;
    for (int i = 0; i < row->n; i++)
        if (row->buckets[i] <= last && row->weights[i] > 0.0)
            row->entries[found++] = (Entry){row->logits[i], i};
    qsort(row->entries, (size_t)found, sizeof(Entry), by_rank);
    row->ranked = -1;
    *rest = 0.0;
    for (int b = last + 1; b < BUCKETS; b++) *rest += row->mass[b];
    for (int i = count; i < found; i++) *rest += row->weights[row->entries[i].id];
    if (found > count) found = count;
    for (int i = 0; i < found; i++) ids[i] = row->entries[i].id;
    return found;
}

/* The same of a row, with its figures; −1 where its logits are no numbers. */
int likeliest_of(const float *logits, int n, int count, void *scratch, Figures *figures,
                 int32_t *ids, double *rest) {
    Row row;
    prepare(&row, logits, n, scratch, figures);
    if (!usable(figures, n)) return -1;
    add_up(&row, 1);
    return head(&row, count, ids, rest);
}

/* What a control left: how many entries, and their weight. */
typedef struct {
    double mass;
    int32_t kept;
} Left;

/* Probabilities of the entries `ids` (count), by rank, of which the first `left.kept` that have a
   weight are left. */
static void shares(const Row *row, const int32_t *ids, int count, Left left, double *to) {
    int place = 0;
    for (int i = 0; i < count; i++) {
        const double weight = row->weights[ids[i]];
        to[i] = weight > 0.0 && place++ < left.kept ? weight / left.mass : 0.0;
    }
}

/* For the softmax and then for each of banned, temperature, top_k, top_p and min_p, in use or not:
   how many entries are left, and the probabilities of the `count` likeliest of the softmax,
   (6, count). Return whether it could be done, as in `likeliest_of`. */
int after_controls(const float *logits, int n, const Controls *controls, int count, void *scratch,
                   int32_t *ids, int32_t *kept, double *probabilities) {
    Row row;
    Figures figures;
    double rest;
    prepare(&row, logits, n, scratch, &figures);
    if (!usable(&figures, n)) return 0;
    for (int step = 0; step < 3; step++) {
        if (step == 1) ban(&row, controls);
        if (step == 2) {
            heat(&row, controls->temperature, &figures);
            ban(&row, controls);
        }
        Part part = add_up(&row, 1);
        if (part.bucket < 0) return 0;
        if (step == 0 && head(&row, count, ids, &rest) < count) return 0;
        kept[step] = entries_of(&row, part);
        shares(&row, ids, count, (Left){part.mass, kept[step]}, probabilities + step * count);
        if (step < 2) continue;
        Part after[CUTS];
        cut(&row, part, controls, after);
        for (int c = 0; c < CUTS; c++) {
            const int at = step + 1 + c;
            kept[at] = entries_of(&row, after[c]);
            shares(&row, ids, count, (Left){after[c].mass, kept[at]}, probabilities + at * count);
        }
    }
    return 1;
}
