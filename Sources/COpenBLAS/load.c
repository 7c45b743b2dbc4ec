// Loading OpenBLAS for the features of the processor, whatever its model number, and seeing that it answers.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "COpenBLAS.h"
#include "limits.h"

const char *revive_openblas_core(void) {
#if defined(__x86_64__)
  // The builtins ask the operating system, too, whether it keeps the registers.
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return NULL;
}

static int resolve(void *library, revive_openblas *routines, char *problem, size_t size) {
#define REVIVE_RESOLVE(name)                                                           \
  if (!(routines->name = (__typeof__(routines->name))dlsym(library, #name))) {         \
    snprintf(problem, size, "OpenBLAS lacks %s: install libopenblas-dev", #name);      \
    return 1;                                                                          \
  }
  REVIVE_OPENBLAS_ROUTINES(REVIVE_RESOLVE)
#undef REVIVE_RESOLVE
  return 0;
}

// A product that is large enough for all threads, each of which asks for a buffer. What the thread works on is its own: it
// may outlive the wait for it.
enum { order = 192, patience = 10 };
typedef struct {
  revive_openblas routines;
  pthread_mutex_t lock;
  pthread_cond_t done;
  int is_done, is_right;
  float a[order * order], c[order * order];
} check;

static void *multiply(void *argument) {
  check *own = argument;
  for (int i = 0; i < order * order; i++) own->a[i] = (float)(i % 7);
  own->routines.cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, order, order, order, 1, own->a, order, own->a, order,
                            0, own->c, order);
  // Whole numbers this small are exact in any order.
  float expected = 0;
  for (int k = 0; k < order; k++) expected += own->a[order * (order - 1) + k] * own->a[k];
  pthread_mutex_lock(&own->lock);
  own->is_right = own->c[order * (order - 1)] == expected;
  own->is_done = 1;
  pthread_cond_signal(&own->done);
  pthread_mutex_unlock(&own->lock);
  return NULL;
}

static int answers(const revive_openblas *routines, char *problem, size_t size) {
  check *own = calloc(1, sizeof *own);
  pthread_t thread;
  if (!own) {
    snprintf(problem, size, "there is no memory for OpenBLAS");
    return 1;
  }
  own->routines = *routines;
  pthread_mutex_init(&own->lock, NULL);
  // Nobody's setting of the clock is a wait.
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&own->done, &monotonic);
  pthread_condattr_destroy(&monotonic);
  if (pthread_create(&thread, NULL, multiply, own)) {
    snprintf(problem, size, "there is no thread for OpenBLAS: the limits of processes (ulimit -u) or memory are too low");
    free(own);
    return 1;
  }
  pthread_detach(thread);
  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_sec += patience;
  pthread_mutex_lock(&own->lock);
  while (!own->is_done && pthread_cond_timedwait(&own->done, &own->lock, &end) != ETIMEDOUT) {}
  const int is_done = own->is_done, is_right = own->is_right;
  pthread_mutex_unlock(&own->lock);
  if (!is_done) {
    snprintf(problem, size, "OpenBLAS (%s) has not multiplied two small matrices within %d s; try OPENBLAS_CORETYPE=Haswell",
             routines->openblas_get_corename(), patience);
    return 1;
  }
  free(own);
  if (!is_right) {
    snprintf(problem, size, "OpenBLAS (%s) computes wrong products on this processor; try OPENBLAS_CORETYPE=Haswell",
             routines->openblas_get_corename());
    return 1;
  }
  return 0;
}

int revive_openblas_load(revive_openblas *routines, char *problem, size_t size) {
  if (!revive_has_means(problem, size)) return 1;
  const char *core = revive_openblas_core();
  const int chooses = core && !getenv("OPENBLAS_CORETYPE");
  // It reads the variable while it is loaded, and never again; programs that this one starts decide for themselves.
  if (chooses) setenv("OPENBLAS_CORETYPE", core, 1);
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
  if (chooses) unsetenv("OPENBLAS_CORETYPE");
  if (!library) {
    snprintf(problem, size, "OpenBLAS cannot be loaded (%s): install libopenblas-dev", dlerror());
    return 1;
  }
  if (resolve(library, routines, problem, size)) return 1;
  return answers(routines, problem, size);
}
