// Products by oneDNN. Legend: x m x k, W k x n, y m x n, row-major.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "COneDNN.h"

#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t borrowed_desc;
#else
typedef const dnnl_memory_desc_t *borrowed_desc;
#endif

// ---- the library ----

static dnnl_engine_t engine;
static char description[128];
static bool has_bf16;
static int (*omp_threads)(void);
static void (*omp_set_threads)(int);
static pthread_once_t once = PTHREAD_ONCE_INIT;

// Of the sets of features that stand for instruction sets.
enum { bf16_feature = 0x80 };

static const char *isa_name(dnnl_cpu_isa_t isa) {
  // The numbers are sets of features; what is newer than this list is called by its number.
  switch ((unsigned)isa) {
    case 0x1: return "sse41";
    case 0x3: return "avx";
    case 0x7: return "avx2";
    case 0xf:
    case 0x407: return "avx2_vnni";
    case 0x1f: return "avx2_vnni_2";
    case 0x27: return "avx512_core";
    case 0x67: return "avx512_core_vnni";
    case 0xe7: return "avx512_core_bf16";
    case 0x1ef: return "avx512_core_fp16";
    case 0x3e7:
    case 0xfef: return "avx512_core_amx";
    case 0x1fef: return "avx512_core_amx_fp16";
  }
  return NULL;
}

static void find_library(void) {
  // Our own threads share the work, so that the library's would be in their way.
  omp_threads = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_max_threads");
  omp_set_threads = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (dnnl_engine_create(&engine, dnnl_cpu, 0)) engine = NULL;
  const dnnl_version_t *version = dnnl_version();
  const dnnl_cpu_isa_t isa = dnnl_get_effective_cpu_isa();
  const char *name = isa_name(isa);
  char number[24];
  snprintf(number, sizeof number, "isa %x", (unsigned)isa);
  snprintf(description, sizeof description, "oneDNN %d.%d.%d %s", version->major, version->minor, version->patch,
           name ? name : number);
}

const char *revive_onednn_description(void) {
  pthread_once(&once, find_library);
  return description;
}

/// Sets the calling thread's number of OpenMP threads, where the library uses these; returns what it was.
static int limit_threads(int count) {
  if (!omp_threads || !omp_set_threads) return count;
  const int before = omp_threads();
  if (before != count) omp_set_threads(count);
  return before;
}

// ---- kernels ----

typedef struct {
  dnnl_data_type_t type;
  revive_weight_layout layout;
  bool adds;
  size_t m, k, n, x_stride, w_stride, y_stride;
} kernel_key;

typedef struct kernel {
  struct kernel *next;
  kernel_key key;
  dnnl_primitive_desc_t desc;
  // Null where oneDNN has none that is worth it.
  dnnl_primitive_t primitive;
  size_t scratch;
} kernel;

enum { bucket_count = 1024 };
static kernel *buckets[bucket_count];
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static dnnl_status_t make_desc(dnnl_memory_desc_t *desc, size_t rows, size_t columns, dnnl_data_type_t type,
                               size_t row_stride, size_t column_stride) {
  const dnnl_dims_t dims = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
  const dnnl_dims_t strides = {(dnnl_dim_t)row_stride, (dnnl_dim_t)column_stride};
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_memory_desc_create_with_strides(desc, 2, dims, type, strides);
#else
  return dnnl_memory_desc_init_by_strides(desc, 2, dims, type, strides);
#endif
}

static dnnl_status_t make_free_desc(dnnl_memory_desc_t *desc, size_t rows, size_t columns, dnnl_data_type_t type) {
  const dnnl_dims_t dims = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_memory_desc_create_with_tag(desc, 2, dims, type, dnnl_format_tag_any);
#else
  return dnnl_memory_desc_init_by_tag(desc, 2, dims, type, dnnl_format_tag_any);
#endif
}

static void drop_desc(dnnl_memory_desc_t desc) {
#if DNNL_VERSION_MAJOR >= 3
  dnnl_memory_desc_destroy(desc);
#else
  (void)desc;
#endif
}

static borrowed_desc borrow(const dnnl_memory_desc_t *desc) {
#if DNNL_VERSION_MAJOR >= 3
  return *desc;
#else
  return desc;
#endif
}

static borrowed_desc queried(const_dnnl_primitive_desc_t desc, dnnl_query_t what) {
  return dnnl_primitive_desc_query_md(desc, what, 0);
}

/// A matmul that takes its scratch memory from the caller, adding to y if asked to.
static dnnl_status_t make_matmul(dnnl_primitive_desc_t *matmul, const dnnl_memory_desc_t *x, const dnnl_memory_desc_t *w,
                                 const dnnl_memory_desc_t *y, bool adds) {
  dnnl_primitive_attr_t attributes = NULL;
  dnnl_post_ops_t after = NULL;
  dnnl_status_t status = dnnl_primitive_attr_create(&attributes);
  if (!status) status = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
  if (!status && adds) {
    status = dnnl_post_ops_create(&after);
#if DNNL_VERSION_MAJOR >= 3
    if (!status) status = dnnl_post_ops_append_sum(after, 1, 0, dnnl_data_type_undef);
#else
    if (!status) status = dnnl_post_ops_append_sum(after, 1);
#endif
    if (!status) status = dnnl_primitive_attr_set_post_ops(attributes, after);
  }
  if (!status) {
#if DNNL_VERSION_MAJOR >= 3
    status = dnnl_matmul_primitive_desc_create(matmul, engine, *x, *w, NULL, *y, attributes);
#else
    dnnl_matmul_desc_t operation;
    status = dnnl_matmul_desc_init(&operation, x, w, NULL, y);
    if (!status) status = dnnl_primitive_desc_create(matmul, &operation, attributes, engine, NULL);
#endif
  }
  if (after) dnnl_post_ops_destroy(after);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  return status;
}

/// Whether it is one of the blocked kernels: the others are no faster than BLAS, some of them far slower.
static bool is_blocked(const_dnnl_primitive_desc_t desc) {
  const char *name = NULL;
  return !dnnl_primitive_desc_query(desc, dnnl_query_impl_info_str, 0, &name) && name && !strncmp(name, "brg", 3);
}

// Rows for which the layout of a packed weight is chosen; kernels for other numbers of rows take it as it is.
enum { packing_rows = 512 };

/// The blocked matmul of `rows` rows with a weight laid out as oneDNN likes it best; null where there is none.
static dnnl_primitive_desc_t best_matmul(size_t rows, size_t k, size_t n, dnnl_data_type_t type) {
  dnnl_memory_desc_t x, w, y;
  dnnl_primitive_desc_t matmul = NULL;
  if (make_desc(&x, rows, k, type, k, 1)) return NULL;
  if (make_free_desc(&w, k, n, type)) {
    drop_desc(x);
    return NULL;
  }
  if (!make_desc(&y, rows, n, dnnl_f32, n, 1)) {
    if (make_matmul(&matmul, &x, &w, &y, false)) matmul = NULL;
    drop_desc(y);
  }
  drop_desc(x);
  drop_desc(w);
  if (matmul && !is_blocked(matmul)) {
    dnnl_primitive_desc_destroy(matmul);
    matmul = NULL;
  }
  return matmul;
}

static dnnl_primitive_desc_t packing_matmul(size_t k, size_t n) { return best_matmul(packing_rows, k, n, dnnl_bf16); }

/// The desc of a weight, to be dropped.
static dnnl_status_t make_weight_desc(dnnl_memory_desc_t *desc, const kernel_key *key) {
  switch (key->layout) {
    case revive_weight_rows: return make_desc(desc, key->k, key->n, key->type, key->w_stride, 1);
    case revive_weight_transposed: return make_desc(desc, key->k, key->n, key->type, 1, key->w_stride);
    case revive_weight_packed: break;
  }
  dnnl_primitive_desc_t matmul = packing_matmul(key->k, key->n);
  if (!matmul) return dnnl_unimplemented;
#if DNNL_VERSION_MAJOR >= 3
  const dnnl_status_t status = dnnl_memory_desc_clone(desc, queried(matmul, dnnl_query_weights_md));
#else
  const dnnl_status_t status = dnnl_success;
  *desc = *queried(matmul, dnnl_query_weights_md);
#endif
  dnnl_primitive_desc_destroy(matmul);
  return status;
}

static void make_primitive(kernel *made) {
  const kernel_key *key = &made->key;
  dnnl_memory_desc_t x, w, y;
  if (make_desc(&x, key->m, key->k, key->type, key->x_stride, 1)) return;
  if (!make_weight_desc(&w, key)) {
    if (!make_desc(&y, key->m, key->n, dnnl_f32, key->y_stride, 1)) {
      if (make_matmul(&made->desc, &x, &w, &y, key->adds)) made->desc = NULL;
      drop_desc(y);
    }
    drop_desc(w);
  }
  drop_desc(x);
  if (!made->desc || !is_blocked(made->desc)) return;
  made->scratch = dnnl_memory_desc_get_size(queried(made->desc, dnnl_query_scratchpad_md));
  if (dnnl_primitive_create(&made->primitive, made->desc)) made->primitive = NULL;
}

static size_t bucket(const kernel_key *key) {
  size_t hash = key->m;
  const size_t parts[] = {key->k, key->n, key->x_stride, key->w_stride, key->y_stride,
                          (size_t)key->type << 8 | (size_t)key->layout << 1 | key->adds};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) hash = (hash ^ parts[i]) * 0x9e3779b97f4a7c15u;
  return (hash >> 32) % bucket_count;
}

static bool is_same(const kernel_key *a, const kernel_key *b) {
  return a->m == b->m && a->k == b->k && a->n == b->n && a->x_stride == b->x_stride && a->w_stride == b->w_stride &&
         a->y_stride == b->y_stride && a->type == b->type && a->layout == b->layout && a->adds == b->adds;
}

static kernel *find(const kernel_key *key, size_t place) {
  kernel *found = buckets[place];
  while (found && !is_same(&found->key, key)) found = found->next;
  return found;
}

/// The kernel of a shape, made if need be; null where there is none.
static const kernel *kernel_of(const kernel_key *key) {
  const size_t place = bucket(key);
  pthread_rwlock_rdlock(&lock);
  kernel *found = find(key, place);
  pthread_rwlock_unlock(&lock);
  if (found) return found->primitive ? found : NULL;
  kernel *made = calloc(1, sizeof *made);
  if (!made) return NULL;
  made->key = *key;
  make_primitive(made);
  pthread_rwlock_wrlock(&lock);
  found = find(key, place);
  if (!found) {
    made->next = buckets[place];
    buckets[place] = found = made;
    made = NULL;
  }
  pthread_rwlock_unlock(&lock);
  // Another thread was first.
  if (made) {
    if (made->primitive) dnnl_primitive_destroy(made->primitive);
    if (made->desc) dnnl_primitive_desc_destroy(made->desc);
    free(made);
  }
  return found->primitive ? found : NULL;
}

// ---- what each thread has of its own ----

typedef struct {
  dnnl_stream_t stream;
  struct {
    void *bytes;
    size_t size;
  } scratch, terms;
} workspace;

static pthread_key_t workspace_key;
static pthread_once_t workspace_once = PTHREAD_ONCE_INIT;

static void drop_workspace(void *pointer) {
  workspace *own = pointer;
  if (own->stream) dnnl_stream_destroy(own->stream);
  free(own->scratch.bytes);
  free(own->terms.bytes);
  free(own);
}

static void make_workspace_key(void) { pthread_key_create(&workspace_key, drop_workspace); }

static workspace *own_workspace(void) {
  pthread_once(&workspace_once, make_workspace_key);
  workspace *own = pthread_getspecific(workspace_key);
  if (own) return own;
  own = calloc(1, sizeof *own);
  if (!own) return NULL;
  if (dnnl_stream_create(&own->stream, engine, dnnl_stream_default_flags)) own->stream = NULL;
  pthread_setspecific(workspace_key, own);
  return own;
}

static void *aligned(size_t size) {
  void *bytes = NULL;
  return posix_memalign(&bytes, 64, size ? size : 64) ? NULL : bytes;
}

static bool reserve(void **bytes, size_t *size, size_t needed) {
  if (*size >= needed) return true;
  free(*bytes);
  *bytes = aligned(needed);
  *size = *bytes ? needed : 0;
  return *bytes;
}

// ---- products ----

/// y += x W, or y = x W, of one kernel, whose scratch memory is there. A product of which a part is done cannot be given
/// back, so that a failure, of which none is known, ends the program.
static void run(const kernel *own, workspace *space, const void *x, const void *w, float *y) {
  dnnl_memory_t memory[4] = {NULL};
  const struct {
    dnnl_query_t desc;
    int argument;
    void *bytes;
  } parts[4] = {{dnnl_query_src_md, DNNL_ARG_SRC, (void *)x},
                {dnnl_query_weights_md, DNNL_ARG_WEIGHTS, (void *)w},
                {dnnl_query_dst_md, DNNL_ARG_DST, y},
                {dnnl_query_scratchpad_md, DNNL_ARG_SCRATCHPAD, space->scratch.bytes}};
  dnnl_exec_arg_t arguments[4];
  dnnl_status_t status = dnnl_success;
  for (int i = 0; i < 4 && !status; i++) {
    status = dnnl_memory_create(&memory[i], queried(own->desc, parts[i].desc), engine, parts[i].bytes);
    arguments[i] = (dnnl_exec_arg_t){parts[i].argument, memory[i]};
  }
  if (!status) status = dnnl_primitive_execute(own->primitive, space->stream, 4, arguments);
  if (!status) status = dnnl_stream_wait(space->stream);
  for (int i = 0; i < 4; i++) {
    if (memory[i]) dnnl_memory_destroy(memory[i]);
  }
  if (status) {
    fprintf(stderr, "revive: %s fails in a product (status %d): memory may have run out\n", description, (int)status);
    abort();
  }
}

/// The number of rows that the next kernel takes of `rows`: a whole block, what there is of one to a multiple of 16, then the
/// rest. So a weight has 48 kernels at most.
static size_t next_rows(size_t rows) {
  if (rows >= packing_rows) return packing_rows;
  return rows >= 16 ? rows & ~(size_t)15 : rows;
}

/// Whether there are kernels for all that `next_rows` makes of a product's rows, and the scratch memory that they take.
static bool is_ready(size_t rows, const kernel_key *key, workspace *space) {
  const size_t rest = rows % packing_rows;
  const size_t heights[] = {rows >= packing_rows ? packing_rows : 0, rest & ~(size_t)15, rest & 15};
  for (int i = 0; i < 3; i++) {
    kernel_key part = *key;
    part.m = heights[i];
    if (part.m == 0) continue;
    const kernel *own = kernel_of(&part);
    if (!own || !reserve(&space->scratch.bytes, &space->scratch.size, own->scratch)) return false;
  }
  return true;
}

bool revive_product_f32(revive_product_shape shape, const float *x, size_t x_stride, const float *w, size_t w_stride,
                        revive_weight_layout layout, float *y, size_t y_stride, bool adds) {
  pthread_once(&once, find_library);
  workspace *space = engine ? own_workspace() : NULL;
  if (!space || !space->stream) return false;
  const int threads = limit_threads(1);
  kernel_key key = {dnnl_f32, layout, adds, 0, shape.k, shape.n, x_stride, w_stride, y_stride};
  const bool can = is_ready(shape.m, &key, space);
  for (size_t row = 0; row < shape.m && can; row += key.m) {
    key.m = next_rows(shape.m - row);
    run(kernel_of(&key), space, x + row * x_stride, w, y + row * y_stride);
  }
  limit_threads(threads);
  return can;
}

bool revive_product_bf16(revive_product_shape shape, const float *x, int terms, const void *w,
                         revive_weight_layout layout, float *y, bool adds) {
  pthread_once(&once, find_library);
  workspace *space = engine ? own_workspace() : NULL;
  if (!space || !space->stream) return false;
  const int threads = limit_threads(1);
  const size_t w_stride = layout == revive_weight_transposed ? shape.k : shape.n;
  const size_t rows = shape.m < packing_rows ? shape.m : packing_rows;
  kernel_key key = {dnnl_bf16, layout, adds, 0, shape.k, shape.n, shape.k, w_stride, shape.n};
  kernel_key adding = key;
  adding.adds = true;
  const bool can = is_ready(shape.m, &key, space) && (terms == 1 || is_ready(shape.m, &adding, space)) &&
                   reserve(&space->terms.bytes, &space->terms.size, terms * rows * shape.k * sizeof(uint16_t));
  uint16_t *parts = space->terms.bytes;
  for (size_t row = 0; row < shape.m && can; row += key.m) {
    key.m = adding.m = next_rows(shape.m - row);
    const size_t count = key.m * shape.k;
    revive_split_bf16(x + row * shape.k, count, terms, parts);
    for (int term = 0; term < terms; term++) {
      run(kernel_of(term ? &adding : &key), space, parts + term * count, w, y + row * shape.n);
    }
  }
  limit_threads(threads);
  return can;
}

/// Whether packed weights of a shape can be multiplied with any number of rows, as far as a few numbers tell: every kernel
/// has to take the layout that one of them chose.
static bool takes_all_rows(size_t k, size_t n) {
  const size_t heights[] = {1, 7, 15, 16, 112, 496, packing_rows};
  for (size_t i = 0; i < 2 * sizeof heights / sizeof *heights; i++) {
    const kernel_key key = {dnnl_bf16, revive_weight_packed, i & 1, heights[i / 2], k, n, k, n, n};
    if (!kernel_of(&key)) return false;
  }
  return true;
}

void *revive_pack_bf16(size_t k, size_t n, const uint16_t *w, revive_weight_layout layout, size_t *size) {
  pthread_once(&once, find_library);
  workspace *space = engine ? own_workspace() : NULL;
  if (!space || !space->stream) return NULL;
  const int threads = limit_threads(1);
  void *packed = NULL;
  dnnl_primitive_desc_t matmul = takes_all_rows(k, n) ? packing_matmul(k, n) : NULL, reorder = NULL;
  dnnl_primitive_t primitive = NULL;
  dnnl_memory_t from = NULL, to = NULL;
  dnnl_memory_desc_t plain;
  const bool is_transposed = layout == revive_weight_transposed;
  if (matmul && !make_desc(&plain, k, n, dnnl_bf16, is_transposed ? 1 : n, is_transposed ? k : 1)) {
    const borrowed_desc wanted = queried(matmul, dnnl_query_weights_md);
    *size = dnnl_memory_desc_get_size(wanted);
    packed = aligned(*size);
    const bool is_done =
        packed && !dnnl_reorder_primitive_desc_create(&reorder, borrow(&plain), engine, wanted, engine, NULL) &&
        !dnnl_primitive_create(&primitive, reorder) &&
        !dnnl_memory_create(&from, borrow(&plain), engine, (void *)w) &&
        !dnnl_memory_create(&to, wanted, engine, packed) &&
        !dnnl_primitive_execute(primitive, space->stream, 2,
                                (dnnl_exec_arg_t[]){{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}}) &&
        !dnnl_stream_wait(space->stream);
    if (!is_done) {
      free(packed);
      packed = NULL;
    }
    drop_desc(plain);
  }
  if (from) dnnl_memory_destroy(from);
  if (to) dnnl_memory_destroy(to);
  if (primitive) dnnl_primitive_destroy(primitive);
  if (reorder) dnnl_primitive_desc_destroy(reorder);
  if (matmul) dnnl_primitive_desc_destroy(matmul);
  limit_threads(threads);
  return packed;
}

static pthread_once_t bf16_once = PTHREAD_ONCE_INIT;

static void find_bf16(void) {
  dnnl_primitive_desc_t matmul = packing_matmul(64, 64);
  // Some processors without such products have kernels that widen the numbers; what they gain is memory alone.
  has_bf16 = matmul && (dnnl_get_effective_cpu_isa() & bf16_feature);
  if (matmul) dnnl_primitive_desc_destroy(matmul);
}

bool revive_onednn_has_bf16(void) {
  pthread_once(&once, find_library);
  if (!engine) return false;
  pthread_once(&bf16_once, find_bf16);
  return has_bf16;
}

// ---- the library's own ----

struct revive_library_product {
  kernel kernel;
  void *x, *w;
  float *y;
};

revive_library_product *revive_library_product_make(revive_product_shape shape, bool is_bf16) {
  pthread_once(&once, find_library);
  workspace *space = engine ? own_workspace() : NULL;
  revive_library_product *made = space && space->stream ? calloc(1, sizeof *made) : NULL;
  if (!made) return NULL;
  const int threads = limit_threads(1);
  const dnnl_data_type_t type = is_bf16 ? dnnl_bf16 : dnnl_f32;
  made->kernel.desc = best_matmul(shape.m, shape.k, shape.n, type);
  bool is_made = made->kernel.desc && !dnnl_primitive_create(&made->kernel.primitive, made->kernel.desc);
  if (is_made) {
    const size_t weight = dnnl_memory_desc_get_size(queried(made->kernel.desc, dnnl_query_weights_md));
    const size_t input = shape.m * shape.k * (is_bf16 ? sizeof(uint16_t) : sizeof(float));
    made->kernel.scratch = dnnl_memory_desc_get_size(queried(made->kernel.desc, dnnl_query_scratchpad_md));
    made->x = aligned(input);
    made->w = aligned(weight);
    made->y = aligned(shape.m * shape.n * sizeof(float));
    is_made = made->x && made->w && made->y;
    if (is_made) {
      memset(made->x, 0, input);
      memset(made->w, 0, weight);
    }
  }
  limit_threads(threads);
  if (is_made) return made;
  revive_library_product_free(made);
  return NULL;
}

bool revive_library_product_run(revive_library_product *product) {
  workspace *space = own_workspace();
  const int threads = limit_threads(1);
  const bool can = space && reserve(&space->scratch.bytes, &space->scratch.size, product->kernel.scratch);
  if (can) run(&product->kernel, space, product->x, product->w, product->y);
  limit_threads(threads);
  return can;
}

void revive_library_product_free(revive_library_product *product) {
  if (!product) return;
  if (product->kernel.primitive) dnnl_primitive_destroy(product->kernel.primitive);
  if (product->kernel.desc) dnnl_primitive_desc_destroy(product->kernel.desc);
  free(product->x);
  free(product->w);
  free(product->y);
  free(product);
}
