/* One forward pass of a Llama network (network/llama.py), for many rows at once, on some threads.

   A row is one token of one sequence. As in cpu_step.c, every number of a row is computed by the
   same operations in the same order whatever else is computed: a product y = W x adds up its terms
   one column after the other, one output a vector lane. So neither the other rows, nor the way a
   prompt is cut, nor the number of threads (each output belongs to one of them) changes a bit.

   Weights stay as they are stored: in single or half precision, or in blocks of BLOCK columns with
   8-bit or 4-bit numbers w that stand for scale · w + shift. They are packed in panels of SPAN
   outputs, panel[column][output], so that a product reads memory from front to end. Halves are turned into float32 where they are multiplied. Blocks
   are multiplied as integers: a row's inputs are rounded to 16 bits, again with a scale for each
   BLOCK columns, and the terms of a block add up exactly. That moved no probability of SmolLM2 by
   more than 0.0005 over 1,000 tokens, and it is faster, because a vector holds twice as many 16-bit
   numbers as floats.
   Compiled by llama_step.py.

   Over 600 lines in one file: the products have to be inlined into the pass, and a compiler inlines
   within one file only. */

#include "cpu_vectors.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define BLOCK 32
#define CHUNK 96 /* columns unpacked at a time: CHUNK × SPAN floats stay in the first cache */
#if defined(__AVX512F__)
#define ROWS 6 /* rows at a time: ROWS × VECTORS sums fit into the registers */
#elif defined(__AVX2__)
#define ROWS 3
#else
#define ROWS 4
#endif
/* Rows and vectors at a time where weights are in blocks: their sums, WIDE weights, an input and a
   product fit into the registers. */
#if defined(__AVX512F__)
#define TALL 6
#define WIDE 4
#elif defined(__AVX2__)
#define TALL 6
#define WIDE 2
#else
#define TALL 4
#define WIDE 2
#endif
#define TOGETHER 66 /* rows whose sums stay in the first cache together */
#define PLACES 64 /* positions of a block of keys, as in llama_step.py */

enum { FLOATS, EIGHT_BITS, FOUR_BITS, HALVES };

typedef struct {
    const void *values;  /* packed panels: float, half, or see `pairs_of` */
    const void *scale;   /* (panels, columns / BLOCK, SPAN); NULL for FLOATS and HALVES */
    const void *shift;   /* the same; FOUR_BITS only */
    int32_t kind, outputs, columns;
    int32_t small_scales; /* whether scale and shift are in half precision, and not in single */
} Matrix;

typedef struct {
    Matrix q, k, v, out, gate, up, down;
    const float *attention_norm, *mlp_norm;     /* (width) */
    const float *q_bias, *k_bias, *v_bias;      /* NULL in a Llama */
} Layer;

typedef struct {
    int32_t layers, heads, kv_heads, head_width, width, hidden, vocabulary;
    int32_t places;  /* positions that a slot has room for, a multiple of PLACES */
    int32_t threads; /* at most those that set_threads made */
    float epsilon, scale;
    Matrix embedding, output;
    const float *norm;            /* (width) */
    const float *cosines, *sines; /* (places, head width / 2) */
    const Layer *layer;
} Model;

typedef struct {
    int32_t token, slot, position;
    int32_t wanted; /* whether its logits are wanted */
} Row;

/* ---- Threads ---- */

#define MAX_THREADS 16
#define SPINS 4000 /* turns of a waiting loop before it sleeps: some 50 µs, longer than most gaps */

typedef void Unit(void *pass, int number, int thread);

/* A ticket holds the number of the job, the count of its units and the next unit to be taken, in
   one word, so that a late helper can never take a unit of one job for another's. */
static struct {
    _Atomic uint64_t ticket; /* job << 48 | total << 24 | next */
    _Atomic int done, sleeping;
    _Atomic int threads; /* how many may take part in the pass under way, the caller among them */
    Unit *unit;
    void *pass;
    int helpers;
    pthread_mutex_t users, lock;
    pthread_cond_t woken;
} pool = {.users = PTHREAD_MUTEX_INITIALIZER,
          .lock = PTHREAD_MUTEX_INITIALIZER,
          .woken = PTHREAD_COND_INITIALIZER};

static inline void pause_a_moment(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

static inline int open_units(uint64_t ticket) {
    return (int)(ticket & 0xffffff) < (int)(ticket >> 24 & 0xffffff);
}

/* Run units until none is left to take. */
static void work(int thread) {
    while (open_units(atomic_load(&pool.ticket))) {
        uint64_t mine = atomic_fetch_add(&pool.ticket, 1);
        if (!open_units(mine)) return;
        pool.unit(pool.pass, (int)(mine & 0xffffff), thread);
        atomic_fetch_add(&pool.done, 1);
    }
}

static inline int wanted(int thread) {
    return thread < atomic_load(&pool.threads) && open_units(atomic_load(&pool.ticket));
}

static void *help(void *number) {
    const int thread = (int)(intptr_t)number;
    for (int idle = 0;;) {
        if (wanted(thread)) {
            work(thread);
            idle = 0;
        } else if (++idle < SPINS) {
            pause_a_moment();
        } else {
            pthread_mutex_lock(&pool.lock);
            atomic_fetch_add(&pool.sleeping, 1);
            while (!wanted(thread))
                pthread_cond_wait(&pool.woken, &pool.lock);
            atomic_fetch_sub(&pool.sleeping, 1);
            pthread_mutex_unlock(&pool.lock);
            idle = 0;
        }
    }
    return NULL;
}

/* Have at least `threads` threads from now on, the caller's among them; return how many of them
   there are. */
int set_threads(int threads) {
    pthread_mutex_lock(&pool.users);
    while (pool.helpers + 1 < (threads < MAX_THREADS ? threads : MAX_THREADS)) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, help, (void *)(intptr_t)(pool.helpers + 1))) break;
        pthread_detach(thread);
        pool.helpers++;
    }
    pthread_mutex_unlock(&pool.users);
    return pool.helpers + 1 < threads ? pool.helpers + 1 : threads;
}

/* Run unit(pass, 0 … total − 1, thread), on all threads where `shared`. Returns when all are done.
   A helper that the system has not woken yet is not waited for: the caller takes its units. */
static void run_units(int shared, Unit *unit, void *pass, int total) {
    if (!shared || total < 2 || !pool.helpers) {
        for (int number = 0; number < total; number++) unit(pass, number, 0);
        return;
    }
    pool.unit = unit;
    pool.pass = pass;
    atomic_store(&pool.done, 0);
    uint64_t job = (atomic_load(&pool.ticket) >> 48) + 1;
    atomic_store(&pool.ticket, job << 48 | (uint64_t)total << 24);
    if (atomic_load(&pool.sleeping)) {
        pthread_mutex_lock(&pool.lock);
        pthread_cond_broadcast(&pool.woken);
        pthread_mutex_unlock(&pool.lock);
    }
    work(0);
    for (int spins = 0; atomic_load(&pool.done) < total; spins++) {
        if (spins < SPINS)
            pause_a_moment();
        else
            sched_yield();
    }
}

/* ---- Products ---- */

#if !defined(__F16C__)
/* A number in half precision: its bits in float32's places, and the exponent made right. */
static inline float from_half(uint16_t half) {
    union { uint32_t u; float f; } bits = {(uint32_t)(half & 0x7fffu) << 13};
    bits.f *= 0x1p112f;
    bits.u |= (uint32_t)(half & 0x8000u) << 16;
    return bits.f;
}
#else
static inline float from_half(uint16_t half) { return _cvtsh_ss(half); }
#endif

/* LANES numbers in half precision as floats. */
static inline vec load_halves(const uint16_t *p) {
#if defined(__AVX512F__)
    return (vec)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)p));
#elif defined(__AVX2__) && defined(__F16C__)
    return (vec)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p));
#else
    vec v;
    for (int i = 0; i < LANES; i++) v[i] = from_half(p[i]);
    return v;
#endif
}

static inline vec floats(ivec v) { return __builtin_convertvector(v, vec); }

static inline int in_blocks(const Matrix *m) {
    return m->kind == EIGHT_BITS || m->kind == FOUR_BITS;
}

/* Products with weights in single or half precision */

/* The weights of one column and LANES outputs, in float32. */
static inline __attribute__((always_inline)) vec weights_of(const int kind, const Matrix *m,
                                                            size_t column, int lane) {
    if (kind == FLOATS) return load((const float *)m->values + column * SPAN + lane);
    return load_halves((const uint16_t *)m->values + column * SPAN + lane);
}

/* sums[…] = Σ_k w[k][…] x[k] for one row, without the way through memory; `column0` is the first
   column of the panel, counted over all panels. */
static inline __attribute__((always_inline)) void product_row(const int kind, const Matrix *m,
                                                              size_t column0,
                                                              const float *x, vec sums[VECTORS]) {
    for (int v = 0; v < VECTORS; v++) sums[v] = (vec){0};
    for (int k = 0; k < m->columns; k++)
        for (int v = 0; v < VECTORS; v++)
            sums[v] += weights_of(kind, m, column0 + k, v * LANES) * splat(x[k]);
}

/* sums[r][…] += Σ_k w[k][…] x[r][k] for n rows, a constant after inlining. */
static inline __attribute__((always_inline)) void multiply(const int n, const float *w, int columns,
                                                           const float *x, int x_stride, float *y,
                                                           int y_stride) {
    vec sums[ROWS][VECTORS];
    for (int r = 0; r < n; r++)
        for (int v = 0; v < VECTORS; v++) sums[r][v] = load(y + (size_t)r * y_stride + v * LANES);
    for (int k = 0; k < columns; k++, w += SPAN) {
        vec values[ROWS];
        for (int r = 0; r < n; r++) values[r] = splat(x[(size_t)r * x_stride + k]);
        for (int v = 0; v < VECTORS; v++) {
            vec weights = load(w + v * LANES);
            for (int r = 0; r < n; r++) sums[r][v] += weights * values[r];
        }
    }
    for (int r = 0; r < n; r++)
        for (int v = 0; v < VECTORS; v++) store(y + (size_t)r * y_stride + v * LANES, sums[r][v]);
}

/* y[r][0 … SPAN) = the outputs of unit `number` for all rows; each unit is SPAN outputs. */
static inline __attribute__((always_inline)) void product_of(const int kind, const Matrix *m,
                                                             int number, int rows, const float *x,
                                                             int x_stride, float *y, int y_stride) {
    const size_t column0 = (size_t)number * m->columns;
    if (rows == 1) {
        vec sums[VECTORS];
        product_row(kind, m, column0, x, sums);
        for (int v = 0; v < VECTORS; v++) store(y + v * LANES, sums[v]);
        return;
    }
    for (int r = 0; r < rows; r++) memset(y + (size_t)r * y_stride, 0, SPAN * sizeof(float));
    float chunk[CHUNK * SPAN];
    for (int first = 0; first < m->columns; first += CHUNK) {
        int end = first + CHUNK < m->columns ? first + CHUNK : m->columns, columns = end - first;
        for (int k = first; k < end; k++)
            for (int v = 0; v < VECTORS; v++)
                store(chunk + (k - first) * SPAN + v * LANES,
                      weights_of(kind, m, column0 + k, v * LANES));
        for (int r = 0; r < rows; r += ROWS) {
            const float *xr = x + (size_t)r * x_stride + first;
            float *yr = y + (size_t)r * y_stride;
            switch (rows - r < ROWS ? rows - r : ROWS) {
            case 1: multiply(1, chunk, columns, xr, x_stride, yr, y_stride); break;
            case 2: multiply(2, chunk, columns, xr, x_stride, yr, y_stride); break;
            case 3: multiply(3, chunk, columns, xr, x_stride, yr, y_stride); break;
#if ROWS > 3
            case 4: multiply(4, chunk, columns, xr, x_stride, yr, y_stride); break;
#endif
#if ROWS > 4
            case 5: multiply(5, chunk, columns, xr, x_stride, yr, y_stride); break;
            case 6: multiply(6, chunk, columns, xr, x_stride, yr, y_stride); break;
#endif
            }
        }
    }
}

/* Products with weights in blocks */

/* LANES scales or shifts of a matrix, beginning with number `at`. */
static inline vec scales_of(const Matrix *m, const void *table, size_t at) {
    return m->small_scales ? load_halves((const uint16_t *)table + at)
                           : load((const float *)table + at);
}

static inline float scale_of(const Matrix *m, const void *table, size_t at) {
    return m->small_scales ? from_half(((const uint16_t *)table)[at]) : ((const float *)table)[at];
}

/* Rows as integers: x ≈ scale · numbers. One block of all rows lies together, because a product
   reads it together. */
typedef struct {
    int16_t *numbers; /* (columns / BLOCK, rows, BLOCK) */
    float *scale;     /* (columns / BLOCK, rows) */
    float *total;     /* the same shape: scale · the sum of the block's numbers */
    int rows;
} Rounded;

/* The same, beginning at a block of a row. */
static inline Rounded from(Rounded x, int block, int row) {
    const size_t at = (size_t)block * x.rows + row;
    return (Rounded){x.numbers + at * BLOCK, x.scale + at, x.total + at, x.rows};
}

typedef int16_t shorts __attribute__((vector_size(LANES * 2), aligned(2), may_alias));

/* Round one row of `columns` floats, a multiple of BLOCK. */
static void round_row(const float *x, int columns, Rounded to, int row) {
    const vec magic = splat(12582912.0f); /* 1.5 · 2^23: adding it rounds to an integer */
    const ivec positive = (ivec){0} + INT32_MAX;
    for (int b = 0; b < columns / BLOCK; b++, x += BLOCK) {
        const Rounded at = from(to, b, row);
        vec highest = (vec){0}, broken = (vec){0};
        for (int i = 0; i < BLOCK; i += LANES) {
            vec size = (vec)((ivec)load(x + i) & positive);
            ivec larger = size > highest;
            highest = (vec)(((ivec)size & larger) | ((ivec)highest & ~larger));
            broken += size * 0.0f;
        }
        float top = 0.0f;
        for (int i = 0; i < LANES; i++) top = highest[i] > top ? highest[i] : top;
        /* The quotient of a smaller number would be infinite. */
        const float factor = top > 1e-30f ? 32767.0f / top : 0.0f;
        ivec totals = (ivec){0};
        for (int i = 0; i < BLOCK; i += LANES) {
            ivec rounded = (ivec)(load(x + i) * factor + magic) - (ivec)magic;
            *(shorts *)(at.numbers + i) = __builtin_convertvector(rounded, shorts);
            totals += rounded;
        }
        int total = 0;
        for (int i = 0; i < LANES; i++) total += totals[i];
        /* An input that is no finite number makes the outputs none, as it would with floats. */
        const float scale = top / 32767.0f + lanes_sum(broken);
        *at.scale = scale;
        *at.total = scale * (float)total;
    }
}

/* sums + left[2i] · right[2i] + left[2i + 1] · right[2i + 1], where a lane i holds two 16-bit
   numbers. A block's terms stay below 2^31: 32 · 128 · 32,767. */
static inline ivec add_pairs(ivec sums, ivec left, ivec right) {
#if defined(__AVX512BW__)
    return sums + (ivec)_mm512_madd_epi16((__m512i)left, (__m512i)right);
#elif defined(__AVX2__) && !defined(__AVX512F__)
    return sums + (ivec)_mm256_madd_epi16((__m256i)left, (__m256i)right);
#elif defined(__aarch64__)
    int16x8_t l = (int16x8_t)left, r = (int16x8_t)right;
    int32x4_t low = vmull_s16(vget_low_s16(l), vget_low_s16(r));
    return sums + (ivec)vpaddq_s32(low, vmull_high_s16(l, r));
#else
    return sums + (left << 16 >> 16) * (right << 16 >> 16) + (left >> 16) * (right >> 16);
#endif
}

/* LANES pairs of bytes as pairs of 16-bit numbers. */
static inline ivec widen_pairs(const int8_t *p) {
#if defined(__AVX512BW__)
    return (ivec)_mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i *)p));
#elif defined(__AVX2__) && !defined(__AVX512F__)
    return (ivec)_mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)p));
#elif defined(__aarch64__)
    return (ivec)vmovl_s8(vld1_s8(p));
#else
    ivec v;
    for (int i = 0; i < LANES; i++) v[i] = (p[2 * i] & 0xffff) | (int)((uint32_t)p[2 * i + 1] << 16);
    return v;
#endif
}

/* How many columns are unpacked together: as many as a 32-bit word of one output holds, or two. */
static inline int together(int kind) { return kind == FOUR_BITS ? 8 : 2; }

/* The weights of `together` columns and LANES outputs, two columns in a lane. EIGHT_BITS are packed
   as two columns' bytes after each other for each output. FOUR_BITS are packed in words: columns 2i
   and 2i + 1 of eight at the bits 4i and 16 + 4i, so that shifting brings them into their places. */
static inline __attribute__((always_inline)) void pairs_of(const int kind, const Matrix *m,
                                                           size_t column, int lane, ivec pairs[4]) {
    if (kind == EIGHT_BITS) {
        pairs[0] = widen_pairs((const int8_t *)m->values + column * SPAN + 2 * lane);
    } else {
        ivec words = *(const ivec *)((const int32_t *)m->values + column / 8 * SPAN + lane);
        for (int i = 0; i < 4; i++) pairs[i] = words >> 4 * i & 0x000f000f;
    }
}

static inline ivec splat_pair(const int16_t *numbers) {
    int32_t pair;
    memcpy(&pair, numbers, sizeof pair);
    return (ivec){0} + pair;
}

/* Add a block's integer sums to the outputs. Written so that there is one way to contract it into
   fused operations: its bits may not depend on where it is inlined. */
static inline __attribute__((always_inline)) vec add_block(const int kind, vec y, ivec sums,
                                                           vec weight_scale, vec weight_shift,
                                                           float scale, float total) {
    y += floats(sums) * (weight_scale * scale);
    if (kind == FOUR_BITS) y += weight_shift * total;
    return y;
}

/* y[r][…] += one block of WIDE vectors of outputs, for n rows, a constant after inlining. `w` holds
   the block's weights as [pair of columns][vector], `scales` and `shifts` one vector each for them,
   and `x` begins at the block. */
static inline __attribute__((always_inline)) void multiply_block(const int n, const int kind,
                                                                 const ivec *w, const vec *scales,
                                                                 const vec *shifts, Rounded x,
                                                                 vec (*y)[VECTORS]) {
    ivec sums[TALL][WIDE];
    for (int r = 0; r < n; r++)
        for (int v = 0; v < WIDE; v++) sums[r][v] = (ivec){0};
    /* Unrolled, GCC keeps the products of the whole block at once, in memory. */
#pragma GCC unroll 1
    for (int k = 0; k < BLOCK; k += 2, w += WIDE)
        for (int r = 0; r < n; r++) {
            ivec value = splat_pair(x.numbers + r * BLOCK + k);
            for (int v = 0; v < WIDE; v++) sums[r][v] = add_pairs(sums[r][v], w[v], value);
        }
    /* Without this, GCC loads what follows before the loop, and has to put it aside there. */
    __asm__ volatile("" ::: "memory");
    for (int r = 0; r < n; r++)
        for (int v = 0; v < WIDE; v++)
            y[r][v] = add_block(kind, y[r][v], sums[r][v], scales[v], shifts[v], x.scale[r],
                                x.total[r]);
}

/* As product_of, with rows as integers. */
static inline __attribute__((always_inline)) void block_product_of(const int kind, const Matrix *m,
                                                                   int number, int rows, Rounded x,
                                                                   float *y, int y_stride) {
    const int step = together(kind), columns = m->columns, blocks = columns / BLOCK;
    const size_t column0 = (size_t)number * columns;
    const size_t scale0 = column0 / BLOCK * SPAN;
    ivec pairs[4];
    if (rows == 1) {
        /* Without the way through memory. */
        vec totals[VECTORS];
        for (int v = 0; v < VECTORS; v++) totals[v] = (vec){0};
        for (int b = 0; b < blocks; b++) {
            ivec sums[VECTORS];
            for (int v = 0; v < VECTORS; v++) sums[v] = (ivec){0};
#pragma GCC unroll 1 /* as above */
            for (int k = b * BLOCK; k < (b + 1) * BLOCK; k += step)
                for (int v = 0; v < VECTORS; v++) {
                    pairs_of(kind, m, column0 + k, v * LANES, pairs);
                    for (int c = 0; c < step / 2; c++)
                        sums[v] = add_pairs(sums[v], pairs[c], splat_pair(x.numbers + k + 2 * c));
                }
            for (int v = 0; v < VECTORS; v++) {
                const size_t at = scale0 + b * SPAN + v * LANES;
                vec scale = scales_of(m, m->scale, at), shift = (vec){0};
                if (kind == FOUR_BITS) shift = scales_of(m, m->shift, at);
                totals[v] =
                    add_block(kind, totals[v], sums[v], scale, shift, x.scale[b], x.total[b]);
            }
        }
        for (int v = 0; v < VECTORS; v++) store(y + v * LANES, totals[v]);
        return;
    }
    for (int first = 0; first < rows; first += TOGETHER) {
        const int count = rows - first < TOGETHER ? rows - first : TOGETHER;
        vec sums[TOGETHER][VECTORS]; /* here, since rows of y may fall into the same few cache sets */
        memset(sums, 0, count * sizeof sums[0]);
        for (int b = 0; b < blocks; b++) {
            ivec w[VECTORS / WIDE][BLOCK / 2][WIDE];
            vec scales[VECTORS], shifts[VECTORS];
            for (int v = 0; v < VECTORS; v++) {
                const size_t at = scale0 + b * SPAN + v * LANES;
                scales[v] = scales_of(m, m->scale, at);
                shifts[v] = kind == FOUR_BITS ? scales_of(m, m->shift, at) : (vec){0};
            }
            for (int k = 0; k < BLOCK; k += step)
                for (int v = 0; v < VECTORS; v++) {
                    pairs_of(kind, m, column0 + b * BLOCK + k, v * LANES, pairs);
                    for (int c = 0; c < step / 2; c++) w[v / WIDE][k / 2 + c][v % WIDE] = pairs[c];
                }
            for (int r = 0; r < count; r += TALL)
                for (int group = 0; group < VECTORS / WIDE; group++) {
                    const int lane = group * WIDE;
                    const Rounded part_x = from(x, b, first + r);
                    vec(*const to)[VECTORS] = (vec(*)[VECTORS]) & sums[r][lane];
#define ROWS_AT_ONCE(n) \
    case n: multiply_block(n, kind, w[group][0], scales + lane, shifts + lane, part_x, to); break
                    switch (count - r < TALL ? count - r : TALL) {
                        ROWS_AT_ONCE(1);
                        ROWS_AT_ONCE(2);
                        ROWS_AT_ONCE(3);
                        ROWS_AT_ONCE(4);
#if TALL > 4
                        ROWS_AT_ONCE(5);
                        ROWS_AT_ONCE(6);
#endif
                    }
#undef ROWS_AT_ONCE
                }
        }
        for (int r = 0; r < count; r++)
            memcpy(y + (size_t)(first + r) * y_stride, sums[r], sizeof sums[r]);
    }
}

/* The outputs of unit `number` for all rows: of x where the weights are floats, and of the same rows
   as integers where they are in blocks. y needs room for SPAN outputs at the end as well. */
static void product(const Matrix *m, int number, int rows, const float *x, int x_stride,
                    Rounded rounded, float *y, int y_stride) {
    if (m->kind == FLOATS)
        product_of(FLOATS, m, number, rows, x, x_stride, y, y_stride);
    else if (m->kind == HALVES)
        product_of(HALVES, m, number, rows, x, x_stride, y, y_stride);
    else if (m->kind == EIGHT_BITS)
        block_product_of(EIGHT_BITS, m, number, rows, rounded, y, y_stride);
    else
        block_product_of(FOUR_BITS, m, number, rows, rounded, y, y_stride);
}

static inline int units_of(int outputs) { return (outputs + SPAN - 1) / SPAN; }
static inline int padded(int outputs) { return units_of(outputs) * SPAN; }

/* The numbers of one token, a row of the matrix. */
static void embed(const Matrix *m, int token, float *x) {
    const int lane = token % SPAN;
    const size_t column0 = (size_t)(token / SPAN) * m->columns;
    for (int k = 0; k < m->columns; k++) {
        size_t at = (column0 + k) * SPAN + lane, block = (column0 + k) / BLOCK * SPAN + lane;
        if (m->kind == FLOATS) {
            x[k] = ((const float *)m->values)[at];
        } else if (m->kind == HALVES) {
            x[k] = from_half(((const uint16_t *)m->values)[at]);
        } else if (m->kind == EIGHT_BITS) {
            at = (column0 + k) / 2 * SPAN * 2 + 2 * lane + k % 2;
            x[k] = (float)((const int8_t *)m->values)[at] * scale_of(m, m->scale, block);
        } else {
            uint32_t word = ((const uint32_t *)m->values)[(column0 + k) / 8 * SPAN + lane];
            float number = (float)(word >> (k % 2 * 16 + k % 8 / 2 * 4) & 15);
            x[k] = number * scale_of(m, m->scale, block) + scale_of(m, m->shift, block);
        }
    }
}

/* ---- The steps of a layer; a unit is a row, a row's group of heads, or SPAN outputs ---- */

typedef struct {
    const Model *m;
    const Layer *layer;
    const Row *rows;
    int n, number; /* rows, and the layer's number */
    float *cache;
    float *x, *h, *q, *k, *v, *inner, *scratch;
    Rounded rounded; /* of what the next product reads: `h` or `inner` */
    float *weights; /* (layers, heads, n, places), or NULL */
    float *logits;
    int wanted;
} Pass;

/* Floats that a thread needs for itself. */
static size_t own_floats(const Model *m) {
    size_t group = (size_t)(m->heads / m->kv_heads);
    return group * m->places;
}

static void rms_norm(const float *x, const float *gain, float epsilon, int n, float *y) {
    vec sums = (vec){0};
    for (int i = 0; i < n; i += LANES) sums += load(x + i) * load(x + i);
    float factor = 1.0f / sqrtf(lanes_sum(sums) / (float)n + epsilon);
    for (int i = 0; i < n; i += LANES) store(y + i, load(x + i) * factor * load(gain + i));
}

/* Round what a product with `m` reads, one row of m->columns floats, where it reads integers. */
static void round_for(const Pass *p, const Matrix *m, int row, const float *x) {
    if (in_blocks(m)) round_row(x, m->columns, p->rounded, row);
}

/* Add what the last product wrote into `q` to the stream, where there is one, and normalise it. */
static void add_to_stream(const Pass *p, int row) {
    const int C = p->m->width;
    float *x = p->x + (size_t)row * C;
    const float *y = p->q + (size_t)row * padded(C);
    for (int i = 0; i < C; i += LANES) store(x + i, load(x + i) + load(y + i));
}

static void unit_attention_norm(void *pass, int row, int thread) {
    (void)thread;
    const Pass *p = pass;
    const int C = p->m->width;
    if (p->number)
        add_to_stream(p, row);
    else
        embed(&p->m->embedding, p->rows[row].token, p->x + (size_t)row * C);
    const Layer *layer = p->layer;
    float *h = p->h + (size_t)row * C;
    rms_norm(p->x + (size_t)row * C, layer->attention_norm, p->m->epsilon, C, h);
    /* The three read the same row; a file may store them in different kinds. */
    round_for(p, in_blocks(&layer->q) ? &layer->q : in_blocks(&layer->k) ? &layer->k : &layer->v,
              row, h);
}

static void unit_mlp_norm(void *pass, int row, int thread) {
    (void)thread;
    const Pass *p = pass;
    const int C = p->m->width;
    add_to_stream(p, row);
    const Layer *layer = p->layer;
    float *h = p->h + (size_t)row * C;
    rms_norm(p->x + (size_t)row * C, layer->mlp_norm, p->m->epsilon, C, h);
    round_for(p, in_blocks(&layer->gate) ? &layer->gate : &layer->up, row, h);
}

static void unit_last_norm(void *pass, int row, int thread) {
    (void)thread;
    const Pass *p = pass;
    const int C = p->m->width;
    add_to_stream(p, row);
    rms_norm(p->x + (size_t)row * C, p->m->norm, p->m->epsilon, C, p->h + (size_t)row * C);
}

static void unit_qkv(void *pass, int number, int thread) {
    (void)thread;
    const Pass *p = pass;
    const Layer *layer = p->layer;
    const int C = p->m->width, Q = units_of(layer->q.outputs), K = units_of(layer->k.outputs);
    const int mine = number < Q ? number : number < Q + K ? number - Q : number - Q - K;
    const Matrix *m = number < Q ? &layer->q : number < Q + K ? &layer->k : &layer->v;
    float *y = number < Q ? p->q : number < Q + K ? p->k : p->v;
    product(m, mine, p->n, p->h, C, p->rounded, y + (size_t)mine * SPAN, padded(m->outputs));
}

static void add_bias(float *x, const float *bias, int n) {
    if (bias)
        for (int i = 0; i < n; i++) x[i] += bias[i];
}

/* Keys of PLACES positions in this layer: (kv_heads, head width, PLACES). The values of the same
   positions follow: (kv_heads, PLACES, head width). A slot is a list of such blocks with all layers
   in each, so its memory is used from the front, and what no sequence has reached costs none. In
   half precision they would move probabilities by more than a thousandth. */
static float *keys_of(const Pass *p, int row, int position) {
    const Model *m = p->m;
    const size_t numbers = (size_t)m->kv_heads * m->head_width * PLACES;
    const size_t block = (size_t)p->rows[row].slot * (m->places / PLACES) + position / PLACES;
    return p->cache + (block * m->layers + p->number) * 2 * numbers;
}

static float *values_behind(const Model *m, float *keys) {
    return keys + (size_t)m->kv_heads * m->head_width * PLACES;
}

/* Turn queries and keys, and store keys and values. */
static void unit_store(void *pass, int row, int thread) {
    (void)thread;
    const Pass *p = pass;
    const Model *m = p->m;
    const int D = m->head_width, position = p->rows[row].position, place = position % PLACES;
    const float *cosines = m->cosines + (size_t)position * (D / 2);
    const float *sines = m->sines + (size_t)position * (D / 2);
    float *q = p->q + (size_t)row * padded(p->layer->q.outputs);
    float *k = p->k + (size_t)row * padded(p->layer->k.outputs);
    float *v = p->v + (size_t)row * padded(p->layer->v.outputs);
    float *keys = keys_of(p, row, position);
    float *values = values_behind(m, keys);
    add_bias(q, p->layer->q_bias, m->heads * D);
    add_bias(k, p->layer->k_bias, m->kv_heads * D);
    add_bias(v, p->layer->v_bias, m->kv_heads * D);
    for (int a = 0; a < m->heads; a++) rotate(q + a * D, cosines, sines, D / 2);
    for (int a = 0; a < m->kv_heads; a++) {
        rotate(k + a * D, cosines, sines, D / 2);
        for (int d = 0; d < D; d++) {
            keys[(a * D + d) * PLACES + place] = k[a * D + d];
            values[(a * PLACES + place) * D + d] = v[a * D + d];
        }
    }
}

/* Softmax of scores[0 … length), a multiple of LANES long in memory; what lies behind becomes 0. */
static void softmax(float *scores, int length) {
    const int end = (length + LANES - 1) / LANES * LANES;
    float highest = scores[0];
    for (int t = 1; t < length; t++) highest = scores[t] > highest ? scores[t] : highest;
    for (int t = length; t < end; t++) scores[t] = highest;
    for (int t = 0; t < end; t += LANES)
        store(scores + t, exponential(load(scores + t) - highest));
    for (int t = length; t < end; t++) scores[t] = 0.0f;
    vec totals = (vec){0};
    for (int t = 0; t < end; t += LANES) totals += load(scores + t);
    float factor = 1.0f / lanes_sum(totals);
    for (int t = 0; t < end; t += LANES) store(scores + t, load(scores + t) * factor);
}

/* y[0 … D) += Σ_t scores[t] values[t], one position after the other. */
static void gather(const float *scores, const float *values, int D, int length, float *y) {
    int d = 0;
    for (; d + 4 * LANES <= D; d += 4 * LANES) {
        vec sums[4];
        for (int u = 0; u < 4; u++) sums[u] = load(y + d + u * LANES);
        for (int t = 0; t < length; t++)
            for (int u = 0; u < 4; u++)
                sums[u] += load(values + (size_t)t * D + d + u * LANES) * splat(scores[t]);
        for (int u = 0; u < 4; u++) store(y + d + u * LANES, sums[u]);
    }
    for (; d < D; d += LANES) {
        vec sum = load(y + d);
        for (int t = 0; t < length; t++) sum += load(values + (size_t)t * D + d) * splat(scores[t]);
        store(y + d, sum);
    }
}

/* What the query heads of one key-value head attend to. */
static void unit_attend(void *pass, int number, int thread) {
    const Pass *p = pass;
    const Model *m = p->m;
    const int D = m->head_width, G = m->heads / m->kv_heads, places = m->places;
    const int row = number / m->kv_heads, a = number % m->kv_heads;
    const int length = p->rows[row].position + 1;
    float *scores = p->scratch + (size_t)thread * own_floats(m); /* (G, places) */
    const float *q = p->q + (size_t)row * padded(p->layer->q.outputs) + (size_t)a * G * D;
    float *y = p->h + (size_t)row * m->heads * D + (size_t)a * G * D;
    for (int first = 0; first < length; first += PLACES) {
        const int end = length - first < PLACES ? length - first : PLACES;
        const float *block = keys_of(p, row, first) + (size_t)a * D * PLACES; /* (D, PLACES) */
        for (int g = 0; g < G; g++)
            for (int t = 0; t < end; t += SPAN) {
                vec sums[VECTORS];
                for (int v = 0; v < VECTORS; v++) sums[v] = (vec){0};
                for (int d = 0; d < D; d++)
                    for (int v = 0; v < VECTORS; v++)
                        sums[v] += load(block + d * PLACES + t + v * LANES) * splat(q[g * D + d]);
                for (int v = 0; v < VECTORS; v++)
                    store(scores + (size_t)g * places + first + t + v * LANES, sums[v] * m->scale);
            }
    }
    for (int g = 0; g < G; g++) softmax(scores + (size_t)g * places, length);
    memset(y, 0, (size_t)G * D * sizeof(float));
    for (int first = 0; first < length; first += PLACES) {
        const int count = length - first < PLACES ? length - first : PLACES;
        const float *values = values_behind(m, keys_of(p, row, first)) + (size_t)a * PLACES * D;
        for (int g = 0; g < G; g++)
            gather(scores + (size_t)g * places + first, values, D, count, y + g * D);
    }
    if (p->weights)
        for (int g = 0; g < G; g++)
            memcpy(p->weights + (((size_t)p->number * m->heads + a * G + g) * p->n + row) * places,
                   scores + (size_t)g * places, (size_t)length * sizeof(float));
}

static void unit_round_attended(void *pass, int row, int thread) {
    (void)thread;
    const Pass *p = pass;
    round_for(p, &p->layer->out, row, p->h + (size_t)row * p->m->heads * p->m->head_width);
}

static void unit_out(void *pass, int number, int thread) {
    (void)thread;
    const Pass *p = pass;
    product(&p->layer->out, number, p->n, p->h, p->m->heads * p->m->head_width, p->rounded,
            p->q + (size_t)number * SPAN, padded(p->m->width));
}

/* g / (1 + e^−g) · up (SwiGLU, Shazeer 2020). */
static inline vec gated(vec gate, vec up) {
    const ivec sign = (ivec){0} + INT32_MIN;
    vec e = exponential((vec)((ivec)gate | sign)); /* e^−|g| */
    ivec negative = (ivec)gate >> 31;
    vec numerator = (vec)(((ivec)e & negative) | ((ivec)splat(1.0f) & ~negative));
    return gate * (numerator / (e + 1.0f)) * up;
}

/* SPAN outputs of the inner layer, for all rows. */
static void unit_gate(void *pass, int number, int thread) {
    (void)thread;
    const Pass *p = pass;
    const int C = p->m->width, wide = padded(p->m->hidden);
    float *gate = p->inner + (size_t)number * SPAN, *up = gate + (size_t)p->n * wide;
    product(&p->layer->gate, number, p->n, p->h, C, p->rounded, gate, wide);
    product(&p->layer->up, number, p->n, p->h, C, p->rounded, up, wide);
    for (int r = 0; r < p->n; r++)
        for (int i = 0; i < SPAN; i += LANES) {
            size_t at = (size_t)r * wide + i;
            store(gate + at, gated(load(gate + at), load(up + at)));
        }
}

static void unit_round_inner(void *pass, int row, int thread) {
    (void)thread;
    const Pass *p = pass;
    round_for(p, &p->layer->down, row, p->inner + (size_t)row * padded(p->m->hidden));
}

static void unit_down(void *pass, int number, int thread) {
    (void)thread;
    const Pass *p = pass;
    product(&p->layer->down, number, p->n, p->inner, padded(p->m->hidden), p->rounded,
            p->q + (size_t)number * SPAN, padded(p->m->width));
}

static void unit_round_wanted(void *pass, int row, int thread) {
    (void)thread;
    const Pass *p = pass;
    round_for(p, &p->m->output, row, p->h + (size_t)row * p->m->width);
}

static void unit_logits(void *pass, int number, int thread) {
    (void)thread;
    const Pass *p = pass;
    product(&p->m->output, number, p->wanted, p->h, p->m->width, p->rounded,
            p->logits + (size_t)number * SPAN, padded(p->m->vocabulary));
}

/* Go on with those rows alone whose logits are wanted, listed in `kept`. */
static void keep_wanted(Pass *p, Row *kept) {
    const size_t C = (size_t)p->m->width, Q = (size_t)padded(p->layer->q.outputs);
    int count = 0;
    for (int r = 0; r < p->n; r++)
        if (p->rows[r].wanted) {
            memmove(p->x + count * C, p->x + r * C, C * sizeof(float));
            memmove(p->q + count * Q, p->q + r * Q, Q * sizeof(float));
            kept[count++] = p->rows[r];
        }
    p->rows = kept;
    p->n = p->rounded.rows = count;
}

/* Columns of the widest row that a product reads. */
static int64_t widest(const Model *m) {
    int64_t heads = (int64_t)m->heads * m->head_width, wide = heads > m->width ? heads : m->width;
    return m->hidden > wide ? m->hidden : wide;
}

/* Room for one row as integers, in floats: two numbers in each, and two floats a block. */
static int64_t rounded_floats(const Model *m) { return widest(m) / 2 + 2 * (widest(m) / BLOCK); }

/* Outputs of a panel, as the weights have to be packed here. */
int span(void) { return SPAN; }

/* Floats of scratch that `forward` needs for n rows. */
int64_t scratch_floats(const Model *m, int n) {
    int64_t heads = (int64_t)m->heads * m->head_width, kv = (int64_t)m->kv_heads * m->head_width;
    int64_t wide = heads > m->width ? heads : m->width;
    int64_t row = m->width + wide + padded((int)wide) + 2 * padded((int)kv) + 2 * padded(m->hidden);
    row += rounded_floats(m);
    return n * row + MAX_THREADS * (int64_t)own_floats(m) + SPAN;
}

/* cache: see keys_of. scratch: see scratch_floats. logits: (wanted rows, vocabulary rounded up to
   whole panels), or NULL. hidden: (rows, width) normalised last states, or NULL. weights: (layers, heads,
   rows, places) attention weights, or NULL. */
void forward(const Model *m, const Row *rows, int n, float *cache, float *scratch, float *logits,
             float *hidden, float *weights) {
    const int C = m->width, HD = m->heads * m->head_width, wide = HD > C ? HD : C;
    const int kv = padded(m->kv_heads * m->head_width);
    Row kept[n];
    Pass p = {.m = m, .rows = rows, .n = n, .cache = cache, .weights = weights, .logits = logits};
    p.x = scratch;
    p.h = p.x + (size_t)n * C;
    p.q = p.h + (size_t)n * wide;
    p.k = p.q + (size_t)n * padded(wide);
    p.v = p.k + (size_t)n * kv;
    p.inner = p.v + (size_t)n * kv;
    p.rounded.rows = n;
    p.rounded.scale = p.inner + (size_t)n * 2 * padded(m->hidden);
    p.rounded.total = p.rounded.scale + (size_t)n * (widest(m) / BLOCK);
    p.rounded.numbers = (int16_t *)(p.rounded.total + (size_t)n * (widest(m) / BLOCK));
    p.scratch = p.rounded.scale + (size_t)n * rounded_floats(m);
    /* One pass at a time has the threads; another one beside it runs on its own. */
    const int shared = m->threads > 1 && !pthread_mutex_trylock(&pool.users);
    if (shared) atomic_store(&pool.threads, m->threads);
    for (p.number = 0; p.number < m->layers; p.number++) {
        const Layer *layer = p.layer = m->layer + p.number;
        run_units(shared, unit_attention_norm, &p, p.n);
        run_units(shared, unit_qkv, &p,
                  units_of(layer->q.outputs) + units_of(layer->k.outputs) +
                      units_of(layer->v.outputs));
        /* Store all keys and values first: rows of one sequence attend to one another. */
        run_units(shared, unit_store, &p, p.n);
        /* Behind the last keys and values nobody reads what becomes of a row without logits. */
        if (p.number == m->layers - 1 && !hidden && !weights) keep_wanted(&p, kept);
        run_units(shared, unit_attend, &p, p.n * m->kv_heads);
        if (in_blocks(&layer->out)) run_units(shared, unit_round_attended, &p, p.n);
        run_units(shared, unit_out, &p, units_of(C));
        run_units(shared, unit_mlp_norm, &p, p.n);
        run_units(shared, unit_gate, &p, units_of(m->hidden));
        if (in_blocks(&layer->down)) run_units(shared, unit_round_inner, &p, p.n);
        run_units(shared, unit_down, &p, units_of(C));
    }
    run_units(shared, unit_last_norm, &p, p.n);
    if (hidden) memcpy(hidden, p.h, (size_t)n * C * sizeof(float));
    if (logits) {
        for (int r = 0; r < p.n; r++)
            if (p.rows[r].wanted)
                memmove(p.h + (size_t)p.wanted++ * C, p.h + (size_t)r * C, (size_t)C * sizeof(float));
        p.rounded.rows = p.wanted;
        if (in_blocks(&m->output)) run_units(shared, unit_round_wanted, &p, p.wanted);
        if (p.wanted) run_units(shared, unit_logits, &p, units_of(m->vocabulary));
    }
    if (shared) pthread_mutex_unlock(&pool.users);
}
