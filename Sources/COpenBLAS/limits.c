// Limits of the system that long computations would run into, looked at before: there is no line to say then.
#include "limits.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/// Whether there is address space for the buffers that OpenBLAS takes for every thread, and for what is computed with them.
/// Some releases look for them for ever where there is none, at any product.
static int has_room(char *problem, size_t size) {
  const size_t room = (size_t)5 << 28;
  struct rlimit space;
  if (getrlimit(RLIMIT_AS, &space) || space.rlim_cur == RLIM_INFINITY) return 1;
  void *place = mmap(NULL, room, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place != MAP_FAILED) {
    munmap(place, room);
    return 1;
  }
  snprintf(problem, size,
           "the address space is limited to %llu MB, too little for OpenBLAS and what is computed with it: raise it "
           "(ulimit -v unlimited)",
           (unsigned long long)(space.rlim_cur >> 20));
  return 0;
}

/// Threads are made with a stack of this limit, and what runs out of it ends the program.
static int has_stack(char *problem, size_t size) {
  const rlim_t least = 256;
  struct rlimit stack;
  if (getrlimit(RLIMIT_STACK, &stack) || stack.rlim_cur == RLIM_INFINITY || stack.rlim_cur >> 10 >= least) return 1;
  snprintf(problem, size, "the stack is limited to %llu kB, and %llu are needed: raise it (ulimit -s 8192)",
           (unsigned long long)(stack.rlim_cur >> 10), (unsigned long long)least);
  return 0;
}

typedef struct {
  pthread_mutex_t lock;
  pthread_cond_t opens;
  int is_open;
} gate;

static void *wait_at(void *argument) {
  gate *own = argument;
  pthread_mutex_lock(&own->lock);
  while (!own->is_open) pthread_cond_wait(&own->opens, &own->lock);
  pthread_mutex_unlock(&own->lock);
  return NULL;
}

/// Whether the threads can be made, all at once, that OpenBLAS and the program's own queues have: whoever gets too few of
/// them waits for the others for ever.
static int has_threads(char *problem, size_t size) {
  const long processors = sysconf(_SC_NPROCESSORS_ONLN);
  const int wanted = 2 * (int)(processors > 0 ? processors : 1) + 4;
  gate own = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
  pthread_t *threads = calloc((size_t)wanted, sizeof *threads);
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 1 << 16);
  int count = 0;
  while (threads && count < wanted && !pthread_create(&threads[count], &small, wait_at, &own)) count++;
  pthread_attr_destroy(&small);
  pthread_mutex_lock(&own.lock);
  own.is_open = 1;
  pthread_cond_broadcast(&own.opens);
  pthread_mutex_unlock(&own.lock);
  for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
  free(threads);
  if (count == wanted) return 1;
  snprintf(problem, size,
           "%d threads can be made, and %d are needed: raise the limit of processes (ulimit -u) or of the container, or "
           "end some processes",
           count, wanted);
  return 0;
}

int revive_has_means(char *problem, size_t size) {
  return has_room(problem, size) && has_stack(problem, size) && has_threads(problem, size);
}
