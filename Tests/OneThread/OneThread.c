#include "OneThread.h"

extern void openblas_set_num_threads(int);

__attribute__((constructor)) static void one_thread(void) { openblas_set_num_threads(1); }
