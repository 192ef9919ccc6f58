/* One forward pass of a Llama network (network/llama.py), for many rows at once, on some threads.

   A row is one token of one sequence. As in cpu_step.c, every number of a row is computed by the
   same operations in the same order whatever else is computed: a product y = W x adds up its terms
   one column after the other, one output a vector lane. So neither the other rows, nor the way a
   prompt is cut, nor the number of threads (each output belongs to one of them) changes a bit.

   Weights stay as they are stored: in single or half precision, or in blocks of BLOCK columns with
   8-bit or 4-bit numbers q that stand for scale · q + shift. Each is turned into float32 where it is multiplied, so a product
   has the bits that it would have with a float32 matrix. They are packed in panels of PANEL outputs:
   panel[column][output], 4-bit ones with two columns in a byte. Compiled by llama_step.py.

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
#define PLACES 64 /* positions of a block of keys, as in llama_step.py */

enum { FLOATS, EIGHT_BITS, FOUR_BITS, HALVES };

typedef struct {
    const void *values;  /* packed panels: float, half, int8_t, or two 4-bit numbers in a byte */
    const float *scale;  /* (panels, columns / BLOCK, PANEL); NULL for FLOATS and HALVES */
    const float *shift;  /* the same; FOUR_BITS only */
    int32_t kind, outputs, columns;
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

/* LANES unsigned bytes as integers. */
static inline ivec widen_bytes(const uint8_t *p) {
#if defined(__AVX512F__)
    return (ivec)_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)p));
#elif defined(__AVX2__)
    return (ivec)_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)p));
#else
    ivec v;
    for (int i = 0; i < LANES; i++) v[i] = p[i];
    return v;
#endif
}

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

static inline int in_blocks(int kind) { return kind == EIGHT_BITS || kind == FOUR_BITS; }

/* The weights of one column (of two for FOUR_BITS) and LANES outputs, in float32. */
static inline __attribute__((always_inline)) void unpack(const int kind, const Matrix *m,
                                                         size_t column, int lane, vec scale,
                                                         vec shift, vec weights[2]) {
    if (kind == FLOATS) {
        weights[0] = load((const float *)m->values + column * PANEL + lane);
    } else if (kind == HALVES) {
        weights[0] = load_halves((const uint16_t *)m->values + column * PANEL + lane);
    } else if (kind == EIGHT_BITS) {
        weights[0] = widen((const int8_t *)m->values + column * PANEL + lane) * scale;
    } else {
        ivec pair = widen_bytes((const uint8_t *)m->values + column / 2 * PANEL + lane);
        weights[0] = floats(pair & 15) * scale + shift;
        weights[1] = floats(pair >> 4) * scale + shift;
    }
}

/* Write columns first … end − 1 of SPAN outputs as floats[column][output]; `column0` is the first
   column of the panel, counted over all panels, `part` the first output within it. */
static inline __attribute__((always_inline)) void unpack_chunk(const int kind, const Matrix *m,
                                                               size_t column0, int part, int first,
                                                               int end, float *to) {
    const int step = kind == FOUR_BITS ? 2 : 1;
    vec scale[VECTORS], shift[VECTORS], weights[2];
    for (int v = 0; v < VECTORS; v++) scale[v] = shift[v] = (vec){0};
    for (int k = first; k < end; k += step, to += step * SPAN) {
        if (in_blocks(kind) && k % BLOCK == 0)
            for (int v = 0; v < VECTORS; v++) {
                size_t at = (column0 + k) / BLOCK * PANEL + part + v * LANES;
                scale[v] = load(m->scale + at);
                if (kind == FOUR_BITS) shift[v] = load(m->shift + at);
            }
        for (int v = 0; v < VECTORS; v++) {
            unpack(kind, m, column0 + k, part + v * LANES, scale[v], shift[v], weights);
            for (int c = 0; c < step; c++) store(to + c * SPAN + v * LANES, weights[c]);
        }
    }
}

/* The same product for one row, without the way through memory. */
static inline __attribute__((always_inline)) void product_row(const int kind, const Matrix *m,
                                                              size_t column0, int part,
                                                              const float *x, vec sums[VECTORS]) {
    const int step = kind == FOUR_BITS ? 2 : 1, block = in_blocks(kind) ? BLOCK : m->columns;
    vec scale[VECTORS], shift[VECTORS], weights[2];
    for (int v = 0; v < VECTORS; v++) sums[v] = scale[v] = shift[v] = (vec){0};
    for (int first = 0; first < m->columns; first += block) {
        if (in_blocks(kind))
            for (int v = 0; v < VECTORS; v++) {
                size_t at = (column0 + first) / BLOCK * PANEL + part + v * LANES;
                scale[v] = load(m->scale + at);
                if (kind == FOUR_BITS) shift[v] = load(m->shift + at);
            }
        for (int k = first; k < first + block; k += step)
            for (int v = 0; v < VECTORS; v++) {
                unpack(kind, m, column0 + k, part + v * LANES, scale[v], shift[v], weights);
                for (int c = 0; c < step; c++) sums[v] += weights[c] * splat(x[k + c]);
            }
    }
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

/* y[r][0 … SPAN) = the outputs of unit `number` for all rows; each unit is SPAN outputs. y needs room
   for SPAN outputs at the end as well. */
static inline __attribute__((always_inline)) void product_of(const int kind, const Matrix *m,
                                                             int number, int rows, const float *x,
                                                             int x_stride, float *y, int y_stride) {
    const int panel = number * SPAN / PANEL, part = number * SPAN % PANEL;
    const size_t column0 = (size_t)panel * m->columns;
    if (rows == 1) {
        vec sums[VECTORS];
        product_row(kind, m, column0, part, x, sums);
        for (int v = 0; v < VECTORS; v++) store(y + v * LANES, sums[v]);
        return;
    }
    for (int r = 0; r < rows; r++) memset(y + (size_t)r * y_stride, 0, SPAN * sizeof(float));
    float chunk[CHUNK * SPAN];
    for (int first = 0; first < m->columns; first += CHUNK) {
        int end = first + CHUNK < m->columns ? first + CHUNK : m->columns, columns = end - first;
        unpack_chunk(kind, m, column0, part, first, end, chunk);
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

static void product(const Matrix *m, int number, int rows, const float *x, int x_stride, float *y,
                    int y_stride) {
    if (m->kind == FLOATS)
        product_of(FLOATS, m, number, rows, x, x_stride, y, y_stride);
    else if (m->kind == HALVES)
        product_of(HALVES, m, number, rows, x, x_stride, y, y_stride);
    else if (m->kind == EIGHT_BITS)
        product_of(EIGHT_BITS, m, number, rows, x, x_stride, y, y_stride);
    else
        product_of(FOUR_BITS, m, number, rows, x, x_stride, y, y_stride);
}

static inline int units_of(int outputs) { return (outputs + SPAN - 1) / SPAN; }
static inline int padded(int outputs) { return units_of(outputs) * SPAN; }

/* The numbers of one token, a row of the matrix. */
static void embed(const Matrix *m, int token, float *x) {
    const int lane = token % PANEL;
    const size_t column0 = (size_t)(token / PANEL) * m->columns;
    for (int k = 0; k < m->columns; k++) {
        size_t at = (column0 + k) * PANEL + lane, block = (column0 + k) / BLOCK * PANEL + lane;
        if (m->kind == FLOATS) {
            x[k] = ((const float *)m->values)[at];
        } else if (m->kind == HALVES) {
            x[k] = from_half(((const uint16_t *)m->values)[at]);
        } else if (m->kind == EIGHT_BITS) {
            x[k] = (float)((const int8_t *)m->values)[at] * m->scale[block];
        } else {
            uint8_t pair = ((const uint8_t *)m->values)[(column0 + k) / 2 * PANEL + lane];
            x[k] = (float)(k % 2 ? pair >> 4 : pair & 15) * m->scale[block] + m->shift[block];
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
    rms_norm(p->x + (size_t)row * C, p->layer->attention_norm, p->m->epsilon, C,
             p->h + (size_t)row * C);
}

static void unit_mlp_norm(void *pass, int row, int thread) {
    (void)thread;
    const Pass *p = pass;
    const int C = p->m->width;
    add_to_stream(p, row);
    rms_norm(p->x + (size_t)row * C, p->layer->mlp_norm, p->m->epsilon, C, p->h + (size_t)row * C);
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
    product(m, mine, p->n, p->h, C, y + (size_t)mine * SPAN, padded(m->outputs));
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

static void unit_out(void *pass, int number, int thread) {
    (void)thread;
    const Pass *p = pass;
    product(&p->layer->out, number, p->n, p->h, p->m->heads * p->m->head_width,
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
    product(&p->layer->gate, number, p->n, p->h, C, gate, wide);
    product(&p->layer->up, number, p->n, p->h, C, up, wide);
    for (int r = 0; r < p->n; r++)
        for (int i = 0; i < SPAN; i += LANES) {
            size_t at = (size_t)r * wide + i;
            store(gate + at, gated(load(gate + at), load(up + at)));
        }
}

static void unit_down(void *pass, int number, int thread) {
    (void)thread;
    const Pass *p = pass;
    product(&p->layer->down, number, p->n, p->inner, padded(p->m->hidden),
            p->q + (size_t)number * SPAN, padded(p->m->width));
}

static void unit_logits(void *pass, int number, int thread) {
    (void)thread;
    const Pass *p = pass;
    const int V = (p->m->vocabulary + PANEL - 1) / PANEL * PANEL;
    product(&p->m->output, number, p->wanted, p->h, p->m->width, p->logits + (size_t)number * SPAN, V);
}

/* Floats of scratch that `forward` needs for n rows. */
int64_t scratch_floats(const Model *m, int n) {
    int64_t heads = (int64_t)m->heads * m->head_width, kv = (int64_t)m->kv_heads * m->head_width;
    int64_t wide = heads > m->width ? heads : m->width;
    int64_t row = m->width + wide + padded((int)wide) + 2 * padded((int)kv) + 2 * padded(m->hidden);
    return n * row + MAX_THREADS * (int64_t)own_floats(m) + SPAN;
}

/* cache: see keys_of. scratch: see scratch_floats. logits: (wanted rows, vocabulary rounded up to PANEL), or NULL. hidden: (rows,
   width) normalised last states, or NULL. weights: (layers, heads, rows, places) attention weights,
   or NULL. */
void forward(const Model *m, const Row *rows, int n, float *cache, float *scratch, float *logits,
             float *hidden, float *weights) {
    const int C = m->width, HD = m->heads * m->head_width, wide = HD > C ? HD : C;
    const int kv = padded(m->kv_heads * m->head_width);
    Pass p = {.m = m, .rows = rows, .n = n, .cache = cache, .weights = weights, .logits = logits};
    p.x = scratch;
    p.h = p.x + (size_t)n * C;
    p.q = p.h + (size_t)n * wide;
    p.k = p.q + (size_t)n * padded(wide);
    p.v = p.k + (size_t)n * kv;
    p.inner = p.v + (size_t)n * kv;
    p.scratch = p.inner + (size_t)n * 2 * padded(m->hidden);
    /* One pass at a time has the threads; another one beside it runs on its own. */
    const int shared = m->threads > 1 && !pthread_mutex_trylock(&pool.users);
    if (shared) atomic_store(&pool.threads, m->threads);
    for (p.number = 0; p.number < m->layers; p.number++) {
        const Layer *layer = p.layer = m->layer + p.number;
        run_units(shared, unit_attention_norm, &p, n);
        run_units(shared, unit_qkv, &p,
                  units_of(layer->q.outputs) + units_of(layer->k.outputs) +
                      units_of(layer->v.outputs));
        /* Store all keys and values first: rows of one sequence attend to one another. */
        run_units(shared, unit_store, &p, n);
        run_units(shared, unit_attend, &p, n * m->kv_heads);
        run_units(shared, unit_out, &p, units_of(C));
        run_units(shared, unit_mlp_norm, &p, n);
        run_units(shared, unit_gate, &p, units_of(m->hidden));
        run_units(shared, unit_down, &p, units_of(C));
    }
    run_units(shared, unit_last_norm, &p, n);
    if (hidden) memcpy(hidden, p.h, (size_t)n * C * sizeof(float));
    if (logits) {
        for (int r = 0; r < n; r++)
            if (rows[r].wanted)
                memmove(p.h + (size_t)p.wanted++ * C, p.h + (size_t)r * C, (size_t)C * sizeof(float));
        if (p.wanted) run_units(shared, unit_logits, &p, units_of(m->vocabulary));
    }
    if (shared) pthread_mutex_unlock(&pool.users);
}
