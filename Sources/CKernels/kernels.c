#include "CKernels.h"

extern const revive_kernels revive_kernels_plain;
#if defined(__x86_64__)
extern const revive_kernels revive_kernels_avx2;
extern const revive_kernels revive_kernels_avx512;
#endif

const revive_kernels *revive_kernels_best(void) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return &revive_kernels_plain;
  const int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  return has_avx512 ? &revive_kernels_avx512 : &revive_kernels_avx2;
#else
  return &revive_kernels_plain;
#endif
}

const revive_kernels *revive_kernels_below(const revive_kernels *kernels) {
#if defined(__x86_64__)
  if (kernels == &revive_kernels_avx512) return &revive_kernels_avx2;
  if (kernels == &revive_kernels_avx2) return &revive_kernels_plain;
#endif
  return NULL;
}
