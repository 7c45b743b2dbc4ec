// Causal attention of one sequence. Blocks of a few tokens are what editing and measuring are made of, too small for a
// library's products: queries meet four keys at a time, and weights gather values in registers. What the heads of a group
// share is copied first, prefix and sequence one below the other, aligned and padded with zeros to whole vectors.

// Queries are taken in blocks of four; where there are fewer, the last stands in for the others.
#define BLOCK 4

static size_t padded(size_t n) { return (n + LANES - 1) / LANES * LANES; }

static float *aligned(float *x) { return (float *)(((uintptr_t)x + 63) / 64 * 64); }

static void pack(const float *rows, size_t stride, size_t count, size_t width, float *out) {
  for (size_t j = 0; j < count; j++, rows += stride, out += padded(width)) {
    size_t i = 0;
    for (; i + LANES <= width; i += LANES) store(out + i, load(rows + i));
    if (i < width) store(out + i, load_part(rows + i, width - i, 0));
  }
}

static void unpack(const float *row, size_t width, float *out) {
  size_t i = 0;
  for (; i + LANES <= width; i += LANES) store(out + i, load(row + i));
  for (; i < width; i++) out[i] = row[i];
}

// out[q][j] = factor * dot(query q, row j) of `count` packed rows, for `queries` queries and rows of `out`, a constant after
// inlining; up to three numbers more are written in each.
INLINE void meet(
    const int queries, const float *query, const float *rows, size_t count, size_t width, float factor, float *out,
    size_t out_stride) {
  for (size_t j = 0; j < count; j += 4, rows += 4 * width) {
    const float *a = rows, *b = j + 1 < count ? a + width : a, *c = j + 2 < count ? b + width : a,
                *d = j + 3 < count ? c + width : a;
    vec sums[4][4] = {};
    for (size_t i = 0; i < width; i += LANES) {
      const vec k[4] = {load(a + i), load(b + i), load(c + i), load(d + i)};
      for (int q = 0; q < queries; q++) {
        const vec v = load(query + q * width + i);
        for (int t = 0; t < 4; t++) sums[q][t] += v * k[t];
      }
    }
    for (int q = 0; q < queries; q++) {
      const vec4 found = sums4(sums[q][0], sums[q][1], sums[q][2], sums[q][3]) * factor;
      memcpy(out + q * out_stride + j, &found, sizeof found);
    }
  }
}

// The same of a block of queries, as many at a time as there are registers for.
static void dots(
    const float *query, const float *rows, size_t count, size_t width, float factor, float *out, size_t out_stride) {
  const int queries = LANES == 16 ? BLOCK : BLOCK / 2;
  for (int q = 0; q < BLOCK; q += queries)
    meet(queries, query + q * width, rows, count, width, factor, out + q * out_stride, out_stride);
}

// As many vectors at a time as there are registers for the sums of a block.
#define VECTORS (LANES == 16 ? 4 : 2)

// `vectors` vectors of what `combine` makes: a constant after inlining, so that the sums stay in registers.
INLINE void gather(
    const int vectors, const float *weights, size_t query_stride, size_t stride, const float *rows,
    size_t count, size_t width, float *out) {
  vec sums[BLOCK][VECTORS] = {};
  for (size_t j = 0; j < count; j++, rows += width, weights += stride)
    for (int q = 0; q < BLOCK; q++)
      for (int k = 0; k < vectors; k++) sums[q][k] += weights[q * query_stride] * load(rows + k * LANES);
  for (int q = 0; q < BLOCK; q++)
    for (int k = 0; k < vectors; k++) store(out + q * width + k * LANES, sums[q][k]);
}

// out[q] = the sum of weights[q][j] times row j of `count` packed rows, for a block. Weights of one query are `stride` apart,
// those of one row `query_stride`.
static void combine(
    const float *weights, size_t query_stride, size_t stride, const float *rows, size_t count, size_t width, float *out) {
  size_t i = 0;
  for (; i + VECTORS * LANES <= width; i += VECTORS * LANES)
    gather(VECTORS, weights, query_stride, stride, rows + i, count, width, out + i);
  for (; i < width; i += LANES) gather(1, weights, query_stride, stride, rows + i, count, width, out + i);
}

// Where the queries of a head, and the keys and values of a group, begin in a token's row.
static size_t queries_of(const revive_sequence *s, size_t head) { return head * s->width; }
static size_t keys_of(const revive_sequence *s, size_t group) { return (s->heads + group) * s->width; }
static size_t values_of(const revive_sequence *s, size_t group) { return (s->heads + s->groups + group) * s->width; }

// The keys and values of a group, of prefix and sequence.
static void pack_group(const revive_sequence *s, size_t group, float *keys, float *values) {
  const size_t stride = s->groups * s->width, place = group * s->width, own = s->past * padded(s->width);
  if (s->past > 0) {
    pack(s->past_keys + place, stride, s->past, s->width, keys);
    pack(s->past_values + place, stride, s->past, s->width, values);
  }
  pack(s->projected + keys_of(s, group), s->stride, s->tokens, s->width, keys + own);
  pack(s->projected + values_of(s, group), s->stride, s->tokens, s->width, values + own);
}

// The keys that token i sees, by their places in prefix and sequence.
typedef struct {
  size_t first, end;
} range;

static range seen(const revive_sequence *s, size_t i) {
  const size_t end = s->past + i + 1;
  return (range){end > s->window ? end - s->window : 0, end};
}

// The queries of a group are counted token by token, so that neighbours see about the same keys.
typedef struct {
  const revive_sequence *sequence;
  // Of a packed row; of a row of weights, where there is room for what `dots` writes beyond its end.
  size_t width, length;
  size_t group, share, queries;
  const float *keys, *values;
} group;

static size_t token(const group *g, size_t query) { return query / g->share; }
static size_t head(const group *g, size_t query) { return g->group * g->share + query % g->share; }
static size_t at_most(size_t i, size_t last) { return i < last ? i : last; }

static void pack_queries(const group *g, size_t first, size_t count, float *out) {
  const revive_sequence *s = g->sequence;
  for (size_t i = 0; i < count; i++) {
    const size_t query = at_most(first + i, g->queries - 1);
    const float *row = s->projected + token(g, query) * s->stride + queries_of(s, head(g, query));
    pack(row, 0, 1, s->width, out + i * g->width);
  }
}

// What a block of queries from `first` on sees.
static range seen_by_block(const group *g, size_t first) {
  return (range){
      seen(g->sequence, token(g, first)).first,
      seen(g->sequence, token(g, at_most(first + BLOCK, g->queries) - 1)).end,
  };
}

// softmax(scale q K^T) of a block of queries, by the place of the key; 0 where one of them sees none.
static void weigh(const group *g, size_t first, const float *queries, float *weights) {
  const revive_sequence *s = g->sequence;
  const range all = seen_by_block(g, first);
  dots(queries, g->keys + all.first * g->width, all.end - all.first, g->width, s->scale, weights + all.first,
       g->length);
  for (size_t q = 0; q < BLOCK; q++) {
    float *row = weights + q * g->length;
    const size_t i = token(g, at_most(first + q, g->queries - 1));
    const range own = seen(s, i);
    if (i >= s->hidden_from)
      for (size_t j = s->hidden_lower; j < s->hidden_upper && j <= i; j++) row[s->past + j] = -3.4028235e38f;
    softmax(row + own.first, own.end - own.first);
    for (size_t j = 0; j < own.first; j++) row[j] = 0;
    for (size_t j = own.end; j < g->length; j++) row[j] = 0;
  }
}

static void attend(const revive_sequence *s, float *mixed, float *scratch) {
  const size_t tokens = s->past + s->tokens, width = padded(s->width), share = s->heads / s->groups;
  float *keys = aligned(scratch), *values = keys + tokens * width, *queries = values + tokens * width,
        *out = queries + BLOCK * width, *weights = out + BLOCK * width;
  for (size_t k = 0; k < s->groups; k++) {
    const group g = {s, width, tokens + 4, k, share, share * s->tokens, keys, values};
    pack_group(s, k, keys, values);
    for (size_t first = 0; first < g.queries; first += BLOCK) {
      const range all = seen_by_block(&g, first);
      pack_queries(&g, first, BLOCK, queries);
      weigh(&g, first, queries, weights);
      combine(weights + all.first, g.length, 1, values + all.first * width, all.end - all.first, width, out);
      for (size_t q = 0; q < BLOCK && first + q < g.queries; q++)
        unpack(out + q * width, s->width, mixed + (token(&g, first + q) * s->heads + head(&g, first + q)) * s->width);
    }
  }
}

// With P = softmax(S): dV = P^T dO, dP = dO V^T, dS = P * (dP - rowsum(dP * P)), dQ = scale dS K, dK = scale dS^T Q.
static void attend_gradient(const revive_sequence *s, const float *d_mixed, float *gradient, float *scratch) {
  const size_t tokens = s->past + s->tokens, width = padded(s->width), share = s->heads / s->groups,
               room = share * s->tokens + BLOCK;
  float *keys = aligned(scratch), *values = keys + tokens * width, *queries = values + tokens * width,
        *d_out = queries + room * width, *out = d_out + room * width, *weights = out + BLOCK * width,
        *slopes = weights + room * (tokens + 4);
  for (size_t k = 0; k < s->groups; k++) {
    const group g = {s, width, tokens + 4, k, share, share * s->tokens, keys, values};
    pack_group(s, k, keys, values);
    pack_queries(&g, 0, room, queries);
    for (size_t i = 0; i < room; i++) {
      const size_t query = at_most(i, g.queries - 1);
      pack(d_mixed + (token(&g, query) * s->heads + head(&g, query)) * s->width, 0, 1, s->width, d_out + i * width);
    }
    for (size_t first = 0; first < g.queries; first += BLOCK) {
      const range all = seen_by_block(&g, first);
      float *p = weights + first * g.length, *d = slopes + first * g.length;
      weigh(&g, first, queries + first * width, p);
      dots(d_out + first * width, values + all.first * width, all.end - all.first, width, 1, d + all.first,
           g.length);
      for (size_t q = 0; q < BLOCK; q++, p += g.length, d += g.length) {
        const float mean = dot(p + all.first, d + all.first, all.end - all.first);
        for (size_t j = 0; j < all.first; j++) d[j] = 0;
        for (size_t j = all.first; j < all.end; j++) d[j] = s->scale * p[j] * (d[j] - mean);
        for (size_t j = all.end; j < g.length; j++) d[j] = 0;
      }
      combine(slopes + first * g.length + all.first, g.length, 1, keys + all.first * width,
              all.end - all.first, width, out);
      for (size_t q = 0; q < BLOCK && first + q < g.queries; q++)
        unpack(out + q * width, s->width,
               gradient + token(&g, first + q) * s->stride + queries_of(s, head(&g, first + q)));
    }
    for (size_t j = 0; j < s->tokens; j += BLOCK) {
      // From the first query that sees key j; those that do not see all of the block have weights of 0 there.
      const size_t from = j * share, last = s->window < s->tokens ? at_most(j + BLOCK + s->window, s->tokens) : s->tokens,
                   count = last * share - from, corner = from * g.length + s->past + j;
      float *row = gradient + j * s->stride;
      combine(slopes + corner, 1, g.length, queries + from * width, count, width, out);
      for (size_t q = 0; q < BLOCK && j + q < s->tokens; q++)
        unpack(out + q * width, s->width, row + q * s->stride + keys_of(s, k));
      combine(weights + corner, 1, g.length, d_out + from * width, count, width, out);
      for (size_t q = 0; q < BLOCK && j + q < s->tokens; q++)
        unpack(out + q * width, s->width, row + q * s->stride + values_of(s, k));
    }
  }
}
