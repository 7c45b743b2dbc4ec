#include "OneThread.h"

#include <stdlib.h>

// OpenBLAS reads it when it is loaded, which is later.
__attribute__((constructor)) static void one_thread(void) { setenv("OPENBLAS_NUM_THREADS", "1", 1); }
