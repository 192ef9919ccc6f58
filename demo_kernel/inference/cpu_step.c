/* One forward pass of the embedded model (network/model.py), for many rows at once, with results
   that never depend on the batch.

   A row is one token of one sequence. Every number of a row is computed by the same operations in
   the same order however many rows there are: a product y = W x adds up its terms one column after
   the other, one output a vector lane, so neither the number of rows nor the width of the machine's
   vectors changes a bit. That is also why a prompt may be read in any chunks and a cached prefix
   used again.

   Weights are 8-bit with one scale a row, as they are shipped, or float32. They are packed in
   panels of PANEL outputs: panel[column][output]. Plain C with GCC's vector extension (GCC and
   Clang); compiled by cpu_step.py. */

#include "cpu_vectors.h"

typedef struct {
    const int8_t *w8;   /* packed panels, or NULL */
    const float *w32;   /* packed panels, or NULL */
    const float *scale; /* one an output, padded to PANEL; NULL for float32 */
    int32_t outputs, columns;
} Matrix;

typedef struct {
    int32_t layers, heads, width, hidden, vocabulary, context;
    Matrix embedding;
    const int8_t *rows8;     /* embedding by row (vocabulary, width), or NULL */
    const float *rows32;
    const float *cosines, *sines; /* (context, head width / 2) */
    const Matrix *layer;     /* qkv, out, up, down of each layer */
} Model;

typedef struct {
    int32_t token, slot, position;
    int32_t wanted; /* whether its logits are wanted */
} Row;

/* y[r][0 … VECTORS·LANES) = Σ_k w[k][·] x[r][k] for `n` rows. `n` is a constant after inlining, so
   that the compiler keeps all sums in registers. */
#define PRODUCT(name, type, read)                                                                  \
    static inline __attribute__((always_inline)) void name(                                        \
        const int n, const type *w, int columns, const float *x, int x_stride,                     \
        vec out[TILE][VECTORS]) {                                                                  \
        vec sum[TILE][VECTORS];                                                                    \
        for (int r = 0; r < n; r++)                                                                \
            for (int v = 0; v < VECTORS; v++) sum[r][v] = (vec){0};                                \
        for (int k = 0; k < columns; k++, w += PANEL) {                                            \
            vec weights[VECTORS];                                                                  \
            for (int v = 0; v < VECTORS; v++) weights[v] = read(w + v * LANES);                    \
            for (int r = 0; r < n; r++) {                                                          \
                vec value = splat(x[r * x_stride + k]);                                            \
                for (int v = 0; v < VECTORS; v++) sum[r][v] += weights[v] * value;                 \
            }                                                                                      \
        }                                                                                          \
        for (int r = 0; r < n; r++)                                                                \
            for (int v = 0; v < VECTORS; v++) out[r][v] = sum[r][v];                               \
    }
PRODUCT(product8, int8_t, widen)
PRODUCT(product32, float, load)

/* One tile: n rows of y, VECTORS·LANES outputs from `first` on, whose weights begin at `offset`. */
static inline __attribute__((always_inline)) void tile(const int n, const Matrix *m, size_t offset,
                                                       int first, const float *x, int x_stride,
                                                       float *y, int y_stride) {
    vec out[TILE][VECTORS];
    if (m->w8)
        product8(n, m->w8 + offset, m->columns, x, x_stride, out);
    else
        product32(n, m->w32 + offset, m->columns, x, x_stride, out);
    for (int v = 0; v < VECTORS; v++) {
        int output = first + v * LANES;
        if (output >= m->outputs) break; /* outputs is a multiple of LANES, the last panel padded */
        vec scale = m->scale ? load(m->scale + output) : splat(1.0f); /* times 1 changes no bit */
        for (int r = 0; r < n; r++) store(y + (size_t)r * y_stride + output, out[r][v] * scale);
    }
}

/* y (rows, outputs) = x (rows, columns) Wᵀ. outputs is a multiple of 16. */
static void product(const Matrix *m, int rows, const float *x, int x_stride, float *y,
                    int y_stride) {
    for (int panel = 0; panel * PANEL < m->outputs; panel++) {
        for (int part = 0; part < PANEL; part += VECTORS * LANES) {
            int first = panel * PANEL + part;
            if (first >= m->outputs) break;
            size_t offset = (size_t)panel * PANEL * m->columns + part;
            for (int r = 0; r < rows; r += TILE) {
                const float *xr = x + (size_t)r * x_stride;
                float *yr = y + (size_t)r * y_stride;
                switch (rows - r < TILE ? rows - r : TILE) {
                case 1: tile(1, m, offset, first, xr, x_stride, yr, y_stride); break;
                case 2: tile(2, m, offset, first, xr, x_stride, yr, y_stride); break;
#if TILE > 2
                case 3: tile(3, m, offset, first, xr, x_stride, yr, y_stride); break;
                case 4: tile(4, m, offset, first, xr, x_stride, yr, y_stride); break;
#endif
#if TILE > 4
                case 5: tile(5, m, offset, first, xr, x_stride, yr, y_stride); break;
                case 6: tile(6, m, offset, first, xr, x_stride, yr, y_stride); break;
#endif
                }
            }
        }
    }
}

/* Scale n values, a multiple of LANES, to a root mean square of 1; eps is torch's default for
   float32. */
static void rms_norm(const float *x, float *y, int n) {
    vec sums = (vec){0};
    for (int i = 0; i < n; i += LANES) sums += load(x + i) * load(x + i);
    float factor = 1.0f / sqrtf(lanes_sum(sums) / (float)n + 1.1920929e-07f);
    for (int i = 0; i < n; i += LANES) store(y + i, load(x + i) * factor);
}

/* Attention weights of one query over positions 0 … last, into scores. context is a multiple of
   SPAN. */
static void attend(const float *q, const float *keys, int context, int width, int last, float scale,
                   float *scores) {
    int length = last + 1, padded = (length + SPAN - 1) / SPAN * SPAN;
    for (int t = 0; t < padded; t += SPAN) {
        vec sums[VECTORS];
        for (int v = 0; v < VECTORS; v++) sums[v] = (vec){0};
        for (int d = 0; d < width; d++)
            for (int v = 0; v < VECTORS; v++)
                sums[v] += load(keys + (size_t)d * context + t + v * LANES) * q[d];
        for (int v = 0; v < VECTORS; v++) store(scores + t + v * LANES, sums[v] * scale);
    }
    float highest = scores[0];
    for (int t = 1; t < length; t++) highest = scores[t] > highest ? scores[t] : highest;
    /* What lies beyond the last position must overflow nothing; it is set to 0 below. */
    for (int t = length; t < padded; t++) scores[t] = highest - 100.0f;
    vec totals = (vec){0};
    for (int t = 0; t < padded; t += LANES) {
        vec power = exponential(load(scores + t) - highest);
        store(scores + t, power);
    }
    for (int t = length; t < padded; t++) scores[t] = 0.0f;
    for (int t = 0; t < padded; t += LANES) totals += load(scores + t);
    float factor = 1.0f / lanes_sum(totals);
    for (int t = 0; t < padded; t += LANES) store(scores + t, load(scores + t) * factor);
}

/* y (width) = Σ_t scores[t] values[t]; four partial sums, so that one addition need not wait for
   the last. */
static void gather(const float *scores, const float *values, int width, int length, float *y) {
    for (int d = 0; d < width; d += LANES) {
        vec sums[4];
        for (int u = 0; u < 4; u++) sums[u] = (vec){0};
        int t = 0;
        for (; t + 4 <= length; t += 4)
            for (int u = 0; u < 4; u++)
                sums[u] += load(values + (size_t)(t + u) * width + d) * scores[t + u];
        for (; t < length; t++) sums[t & 3] += load(values + (size_t)t * width + d) * scores[t];
        store(y + d, (sums[0] + sums[1]) + (sums[2] + sums[3]));
    }
}

/* cache: per slot, per layer: keys (heads, head width, context), then values (heads, context, head
   width). scratch: see scratch_floats. logits: (wanted rows, vocabulary), or NULL. hidden: (rows,
   width) normalised last states, or NULL. weights: (layers, heads, rows, context) attention
   weights, or NULL. */
void forward(const Model *m, const Row *rows, int n, float *cache, float *scratch, float *logits,
             float *hidden, float *weights) {
    const int C = m->width, H = m->heads, D = C / H, context = m->context, wide = m->hidden;
    const size_t half_cache = (size_t)H * D * context, layer_cache = 2 * half_cache;
    const size_t slot_cache = layer_cache * m->layers;
    float *x = scratch;                         /* (n, C) the residual stream */
    float *h = x + (size_t)n * C;               /* (n, C) normalised */
    float *qkv = h + (size_t)n * C;             /* (n, 3C) */
    float *inner = qkv + (size_t)n * 3 * C;     /* (n, wide) */
    float *scores = inner + (size_t)n * wide;   /* (context + 64) */
    const float scale = 12.0f / (float)D; /* config.attention_scale */

    for (int r = 0; r < n; r++) {
        size_t row = (size_t)rows[r].token * C;
        for (int c = 0; c < C; c++)
            h[(size_t)r * C + c] =
                m->rows8 ? (float)m->rows8[row + c] * m->embedding.scale[rows[r].token]
                         : m->rows32[row + c];
        rms_norm(h + (size_t)r * C, x + (size_t)r * C, C);
    }
    for (int l = 0; l < m->layers; l++) {
        const Matrix *layer = m->layer + 4 * l;
        for (int r = 0; r < n; r++) rms_norm(x + (size_t)r * C, h + (size_t)r * C, C);
        product(&layer[0], n, h, C, qkv, 3 * C);
        /* Store all keys and values first: rows of one sequence attend to one another. */
        for (int r = 0; r < n; r++) {
            float *q = qkv + (size_t)r * 3 * C, *k = q + C, *v = q + 2 * C;
            int position = rows[r].position;
            const float *cosines = m->cosines + (size_t)position * (D / 2);
            const float *sines = m->sines + (size_t)position * (D / 2);
            float *keys = cache + rows[r].slot * slot_cache + l * layer_cache;
            float *values = keys + half_cache;
            for (int a = 0; a < H; a++) {
                rms_norm(q + a * D, q + a * D, D);
                rms_norm(k + a * D, k + a * D, D);
                rotate(q + a * D, cosines, sines, D / 2);
                rotate(k + a * D, cosines, sines, D / 2);
                for (int d = 0; d < D; d++)
                    keys[((size_t)a * D + d) * context + position] = k[a * D + d];
                memcpy(values + ((size_t)a * context + position) * D, v + a * D,
                       (size_t)D * sizeof(float));
            }
        }
        for (int r = 0; r < n; r++) {
            const float *keys = cache + rows[r].slot * slot_cache + l * layer_cache;
            const float *values = keys + half_cache;
            int last = rows[r].position;
            for (int a = 0; a < H; a++) {
                const float *q = qkv + (size_t)r * 3 * C + a * D;
                attend(q, keys + (size_t)a * D * context, context, D, last, scale, scores);
                if (weights)
                    memcpy(weights + (((size_t)l * H + a) * n + r) * context, scores,
                           (size_t)(last + 1) * sizeof(float));
                gather(scores, values + (size_t)a * context * D, D, last + 1,
                       h + (size_t)r * C + a * D);
            }
        }
        product(&layer[1], n, h, C, qkv, C);
        for (size_t i = 0; i < (size_t)n * C; i++) x[i] += qkv[i];
        for (int r = 0; r < n; r++) rms_norm(x + (size_t)r * C, h + (size_t)r * C, C);
        product(&layer[2], n, h, C, inner, wide);
        for (size_t i = 0; i < (size_t)n * wide; i++) {
            float positive = inner[i] > 0.0f ? inner[i] : 0.0f;
            inner[i] = positive * positive;
        }
        product(&layer[3], n, inner, wide, qkv, C);
        for (size_t i = 0; i < (size_t)n * C; i++) x[i] += qkv[i];
    }
    int wanted = 0;
    for (int r = 0; r < n; r++) {
        if (hidden) rms_norm(x + (size_t)r * C, hidden + (size_t)r * C, C);
        if (logits && rows[r].wanted) rms_norm(x + (size_t)r * C, h + (size_t)wanted++ * C, C);
    }
    if (logits && wanted) product(&m->embedding, wanted, h, C, logits, m->vocabulary);
}

/* Floats of scratch that `forward` needs for n rows. */
int64_t scratch_floats(const Model *m, int n) {
    return (int64_t)n * (m->width * 5 + m->hidden) + m->context + 64;
}
