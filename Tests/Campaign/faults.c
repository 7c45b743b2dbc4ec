// Loaded before a program's libraries (LD_PRELOAD), this lets something go wrong at a chosen call of the system that
// concerns a folder:
//
//   FAULT=kill:N    the process is killed at the Nth call: before it when N is odd, after it when N is even
//   FAULT=power:N   the same, and what was appended to files and not synced is gone from about half of them
//   FAULT=full:N    the disk is full after N bytes
//   FAULT_FOLDER    the folder
//
// Calls that read are not counted: between two that write nothing changes.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long count;
static long bytes;

// Files that were appended to since they were synced, with the size that they had then.
static struct unsynced {
  char path[512];
  off_t size;
} unsynced[64];
static int unsynced_count;

static long limit(const char *kind) {
  const char *fault = getenv("FAULT");
  size_t length = strlen(kind);
  return fault && !strncmp(fault, kind, length) && fault[length] == ':' ? atol(fault + length + 1) : -1;
}

static bool concerns(const char *path) {
  const char *folder = getenv("FAULT_FOLDER");
  return folder && path && !strncmp(path, folder, strlen(folder));
}

static bool path_of(int fd, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  if (length <= 0) return false;
  path[length] = 0;
  return concerns(path);
}

static void lose_power(long seed) {
  for (int i = 0; i < unsynced_count; i++)
    if ((seed >> (i % 8)) & 2) {
      int ignored = truncate(unsynced[i].path, unsynced[i].size);
      (void)ignored;
    }
}

// Called before (0) and after (1) each call that counts.
static void strike(int after) {
  long power = limit("power"), kill_at = power >= 0 ? power : limit("kill");
  if (kill_at < 0) return;
  pthread_mutex_lock(&lock);
  if (!after) count++;
  bool now = count == (kill_at + 1) / 2 && after == (kill_at % 2 == 0);
  if (now && power >= 0) lose_power(power);
  if (now) kill(getpid(), SIGKILL);
  pthread_mutex_unlock(&lock);
}

static void note_growth(int fd) {
  char path[512];
  struct stat status;
  if (limit("power") < 0 || !path_of(fd, path, sizeof path) || fstat(fd, &status)) return;
  pthread_mutex_lock(&lock);
  bool known = false;
  for (int i = 0; i < unsynced_count; i++) known |= !strcmp(unsynced[i].path, path);
  if (!known && unsynced_count < 64) {
    strcpy(unsynced[unsynced_count].path, path);
    unsynced[unsynced_count++].size = status.st_size;
  }
  pthread_mutex_unlock(&lock);
}

static void note_sync(int fd) {
  char path[512];
  if (limit("power") < 0 || !path_of(fd, path, sizeof path)) return;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < unsynced_count; i++)
    if (!strcmp(unsynced[i].path, path)) unsynced[i--] = unsynced[--unsynced_count];
  pthread_mutex_unlock(&lock);
}

// How many of the bytes still have room on the disk.
static size_t room(size_t wanted) {
  long full = limit("full");
  if (full < 0) return wanted;
  pthread_mutex_lock(&lock);
  size_t granted = bytes >= full ? 0 : (size_t)(full - bytes) < wanted ? (size_t)(full - bytes) : wanted;
  bytes += (long)granted;
  pthread_mutex_unlock(&lock);
  return granted;
}

static bool is_ours(int fd) {
  char path[512];
  return path_of(fd, path, sizeof path);
}

ssize_t write(int fd, const void *data, size_t size) {
  if (!getenv("FAULT") || !is_ours(fd)) return NEXT(write)(fd, data, size);
  strike(0);
  note_growth(fd);
  size_t granted = room(size);
  if (granted == 0 && size > 0) {
    errno = ENOSPC;
    return -1;
  }
  ssize_t written = NEXT(write)(fd, data, granted);
  strike(1);
  return written;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t place) {
  if (!getenv("FAULT") || !is_ours(fd)) return NEXT(pwrite64)(fd, data, size, place);
  strike(0);
  size_t granted = room(size);
  if (granted == 0 && size > 0) {
    errno = ENOSPC;
    return -1;
  }
  ssize_t written = NEXT(pwrite64)(fd, data, granted, place);
  strike(1);
  return written;
}

#define COUNTED_FD(name, declaration, arguments, ...) \
  int name declaration {                              \
    bool counts = getenv("FAULT") && is_ours(fd);     \
    if (counts) strike(0);                            \
    int result = NEXT(name) arguments;                \
    if (counts) {                                     \
      __VA_ARGS__;                                    \
      strike(1);                                      \
    }                                                 \
    return result;                                    \
  }

COUNTED_FD(fsync, (int fd), (fd), note_sync(fd))
COUNTED_FD(fdatasync, (int fd), (fd), note_sync(fd))
COUNTED_FD(ftruncate, (int fd, off_t size), (fd, size), )
COUNTED_FD(ftruncate64, (int fd, off64_t size), (fd, size), )

#define COUNTED_PATH(name, declaration, arguments, path) \
  int name declaration {                                 \
    bool counts = getenv("FAULT") && concerns(path);     \
    if (counts) strike(0);                               \
    int result = NEXT(name) arguments;                   \
    if (counts) strike(1);                               \
    return result;                                       \
  }

static void note_rename(const char *from, const char *to) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < unsynced_count; i++)
    if (!strcmp(unsynced[i].path, from)) snprintf(unsynced[i].path, sizeof unsynced[i].path, "%s", to);
  pthread_mutex_unlock(&lock);
}

int rename(const char *from, const char *to) {
  bool counts = getenv("FAULT") && concerns(to);
  if (counts) strike(0);
  int result = NEXT(rename)(from, to);
  if (counts) {
    note_rename(from, to);
    strike(1);
  }
  return result;
}

COUNTED_PATH(unlink, (const char *path), (path), path)
COUNTED_PATH(mkdir, (const char *path, mode_t mode), (path, mode), path)
COUNTED_PATH(rmdir, (const char *path), (path), path)
COUNTED_PATH(link, (const char *from, const char *to), (from, to), to)

static bool creates(int flags) { return flags & (O_CREAT | O_TRUNC); }

#define COUNTED_OPEN(name)                                              \
  int name(const char *path, int flags, ...) {                          \
    va_list list;                                                       \
    va_start(list, flags);                                              \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
    va_end(list);                                                       \
    bool counts = getenv("FAULT") && creates(flags) && concerns(path);  \
    if (counts) strike(0);                                              \
    int result = NEXT(name)(path, flags, mode);                         \
    if (counts) strike(1);                                              \
    return result;                                                      \
  }

COUNTED_OPEN(open)
COUNTED_OPEN(open64)
