// What CCurl.h says, by libcurl's binary interface.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "CCurl.h"

// The kinds of options, and those that are set.
enum { number = 0, pointer = 10000, function = 20000 };
enum {
  write_data = pointer + 1, url = pointer + 2, error_buffer = pointer + 10, timeout = number + 13,
  low_speed_limit = number + 19, low_speed_time = number + 20, proxy = pointer + 4, http_header = pointer + 23, header_data = pointer + 29,
  no_progress = number + 43, no_body = number + 44, follow_location = number + 52, progress_data = pointer + 57,
  connect_timeout = number + 78, http_get = number + 80, no_signal = number + 99, protocols = number + 181,
  write_function = function + 11, header_function = function + 79, open_socket_function = function + 163,
  open_socket_data = pointer + 164, progress_function = function + 219,
};
enum { http = 1, https = 2 };
enum { info_redirect_url = 0x100000 + 31 };

// What libcurl gives to the function that opens a socket.
struct curl_sockaddr {
  int family, socktype, protocol;
  unsigned int length;
  struct sockaddr address;
};

static struct {
  int (*curl_global_init)(long);
  void *(*curl_easy_init)(void);
  int (*curl_easy_setopt)(void *, int, ...);
  int (*curl_easy_perform)(void *);
  int (*curl_easy_getinfo)(void *, int, ...);
  void (*curl_easy_reset)(void *);
  void (*curl_easy_cleanup)(void *);
  const char *(*curl_easy_strerror)(int);
  void *(*curl_slist_append)(void *, const char *);
  void (*curl_slist_free_all)(void *);
  char problem[256];
} curl;

static void load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(curl.problem, sizeof curl.problem, "libcurl.so.4 cannot be loaded: install libcurl4");
    return;
  }
#define RESOLVE(name)                                                                   \
  if (!(curl.name = (__typeof__(curl.name))dlsym(library, #name))) {                    \
    snprintf(curl.problem, sizeof curl.problem, "libcurl lacks %s: install libcurl4", #name); \
    return;                                                                             \
  }
  RESOLVE(curl_global_init)
  RESOLVE(curl_easy_init)
  RESOLVE(curl_easy_setopt)
  RESOLVE(curl_easy_perform)
  RESOLVE(curl_easy_getinfo)
  RESOLVE(curl_easy_reset)
  RESOLVE(curl_easy_cleanup)
  RESOLVE(curl_easy_strerror)
  RESOLVE(curl_slist_append)
  RESOLVE(curl_slist_free_all)
#undef RESOLVE
  // Everything that it begins with, TLS among it.
  if (curl.curl_global_init(3)) snprintf(curl.problem, sizeof curl.problem, "libcurl does not begin to work");
}

void *revive_curl_open(char *problem, size_t size) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  void *handle = curl.problem[0] ? NULL : curl.curl_easy_init();
  if (!handle) snprintf(problem, size, "%s", curl.problem[0] ? curl.problem : "libcurl has no memory");
  return handle;
}

void revive_curl_close(void *handle) { curl.curl_easy_cleanup(handle); }

static size_t take_head(char *bytes, size_t size, size_t count, void *context) {
  const revive_request *request = context;
  return request->head(request->context, bytes, size * count) ? 0 : size * count;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context) {
  const revive_request *request = context;
  return request->body(request->context, bytes, size * count) ? 0 : size * count;
}

static int open_socket(void *context, int purpose, struct curl_sockaddr *address) {
  const revive_request *request = context;
  (void)purpose;
  if (request->address(request->context, &address->address)) return -1;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static int pulse(void *context, long long total, long long now, long long upload, long long uploaded) {
  const revive_request *request = context;
  (void)total, (void)now, (void)upload, (void)uploaded;
  return request->pulse(request->context);
}

void revive_curl_perform(void *handle, const revive_request *request, revive_answer *answer) {
  memset(answer, 0, sizeof *answer);
  curl.curl_easy_reset(handle);
  void *fields = NULL;
  for (const char *const *field = request->fields; *field; field++) {
    void *longer = curl.curl_slist_append(fields, *field);
    if (longer) fields = longer;
  }
#define SET(option, value) curl.curl_easy_setopt(handle, option, value)
  SET(url, request->url);
  SET(request->is_head ? no_body : http_get, 1L);
  SET(http_header, fields);
  SET(error_buffer, answer->problem);
  SET(no_signal, 1L);
  // Every redirect is looked at by who asks.
  SET(follow_location, 0L);
  SET(protocols, (long)(http | https));
  if (!request->has_proxy) SET(proxy, "");
  SET(connect_timeout, request->patience);
  SET(low_speed_limit, 1000L);
  SET(low_speed_time, request->patience);
  SET(timeout, request->limit);
  SET(header_function, take_head);
  SET(header_data, request);
  SET(write_function, take_body);
  SET(write_data, request);
  SET(open_socket_function, open_socket);
  SET(open_socket_data, request);
  SET(no_progress, 0L);
  SET(progress_function, pulse);
  SET(progress_data, request);
#undef SET
  answer->code = curl.curl_easy_perform(handle);
  char *redirect = NULL;
  curl.curl_easy_getinfo(handle, info_redirect_url, &redirect);
  if (redirect) request->redirect(request->context, redirect);
  if (answer->code && !answer->problem[0])
    snprintf(answer->problem, sizeof answer->problem, "%s", curl.curl_easy_strerror(answer->code));
  // The buffers are the caller's.
  curl.curl_easy_reset(handle);
  curl.curl_slist_free_all(fields);
}
