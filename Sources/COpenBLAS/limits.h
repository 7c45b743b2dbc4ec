#ifndef REVIVE_LIMITS_H
#define REVIVE_LIMITS_H
#include <stddef.h>

/// Whether this process may take what OpenBLAS and the program's own threads need. Where it may not, `problem` says what is
/// missing and what to try.
int revive_has_means(char *problem, size_t size);

#endif
