// One HTTP request through libcurl, with a say in every address that it connects to. The library is loaded when something
// is fetched: who fetches nothing needs none. Its headers are not needed either; the few numbers that are used of its binary
// interface have been the same since version 7.32.
#pragma once
#include <stddef.h>
#include <sys/socket.h>

typedef struct {
  const char *url;
  int is_head;
  // Whether a proxy that the process's environment names is used.
  int has_proxy;
  // "Name: value" each, the last one NULL.
  const char *const *fields;
  // Seconds for a connection, and without a thousand bytes a second.
  long patience;
  // Seconds for everything; 0 for no limit.
  long limit;
  void *context;
  // Each gives 0 to go on, anything else to end the request. Lines of the head come one at a time, with their ends.
  int (*head)(void *context, const char *line, size_t length);
  int (*body)(void *context, const char *bytes, size_t length);
  // May this address be connected to?
  int (*address)(void *context, const struct sockaddr *address);
  // Told where the answer redirects to, as a whole address, where it does.
  void (*redirect)(void *context, const char *address);
  // Asked about once a second.
  int (*pulse)(void *context);
} revive_request;

// What became of it, as libcurl has it (CURLcode).
typedef struct {
  int code;
  char problem[256];
} revive_answer;

enum {
  revive_unresolved = 6,
  revive_unconnected = 7,
  revive_partial = 18,
  revive_write_error = 23,
  revive_timed_out = 28,
  revive_aborted = 42,
};

// Connections are kept for the next request of the same handle. NULL, and why, where libcurl cannot be loaded.
void *revive_curl_open(char *problem, size_t size);
void revive_curl_perform(void *handle, const revive_request *request, revive_answer *answer);
void revive_curl_close(void *handle);
