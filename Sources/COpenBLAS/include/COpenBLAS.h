// CBLAS, and the LAPACK routines that Numerics uses. Debian's libopenblas exports Fortran LAPACK but ships no header
// for it, so the prototypes are declared here. Integers are 32 bits (LP64); matrices are column-major.
//
// The library is loaded by `revive_openblas_load`, not with the program: OpenBLAS chooses its kernels when it is loaded,
// and releases that do not know a processor by its model number take those of an old one.
#ifndef REVIVE_COPENBLAS_H
#define REVIVE_COPENBLAS_H
#include <cblas.h>
#include <stddef.h>

char *openblas_get_corename(void);
char *openblas_get_config(void);

// Singular value decomposition by divide and conquer.
void sgesdd_(const char *jobz, const int *m, const int *n, float *a, const int *lda, float *s, float *u, const int *ldu,
             float *vt, const int *ldvt, float *work, const int *lwork, int *iwork, int *info);
void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
             const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork, int *info);

// Eigenvalues and eigenvectors of a symmetric matrix, ascending.
void ssyevd_(const char *jobz, const char *uplo, const int *n, float *a, const int *lda, float *w, float *work,
             const int *lwork, int *iwork, const int *liwork, int *info);
void dsyevd_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
             const int *lwork, int *iwork, const int *liwork, int *info);

// Cholesky factorisation.
void spotrf_(const char *uplo, const int *n, float *a, const int *lda, int *info);
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info);

// LU factorisation with partial pivoting, and the solve with it.
void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *pivots, int *info);
void dgetrs_(const char *trans, const int *n, const int *nrhs, const double *a, const int *lda, const int *pivots,
             double *b, const int *ldb, int *info);

// QR factorisation and its orthonormal factor.
void sgeqrf_(const int *m, const int *n, float *a, const int *lda, float *tau, float *work, const int *lwork, int *info);
void dgeqrf_(const int *m, const int *n, double *a, const int *lda, double *tau, double *work, const int *lwork,
             int *info);
void sorgqr_(const int *m, const int *n, const int *k, float *a, const int *lda, const float *tau, float *work,
             const int *lwork, int *info);
void dorgqr_(const int *m, const int *n, const int *k, double *a, const int *lda, const double *tau, double *work,
             const int *lwork, int *info);

#define REVIVE_OPENBLAS_ROUTINES(X)                                                                            \
  X(openblas_get_corename) X(openblas_get_config) X(openblas_get_num_threads) X(openblas_set_num_threads)      \
  X(cblas_sgemm) X(cblas_ssyrk) X(cblas_strsm) X(cblas_saxpy) X(cblas_sscal) X(cblas_snrm2) X(cblas_sdot)      \
  X(cblas_somatcopy) X(cblas_dgemm) X(cblas_dsyrk) X(cblas_dtrsm) X(cblas_daxpy) X(cblas_dscal) X(cblas_dnrm2) \
  X(cblas_ddot) X(cblas_domatcopy) X(sgesdd_) X(dgesdd_) X(ssyevd_) X(dsyevd_) X(spotrf_) X(dpotrf_)           \
  X(dgetrf_) X(dgetrs_) X(sgeqrf_) X(dgeqrf_) X(sorgqr_) X(dorgqr_)

/// The routines in use, by their names; null until they are loaded.
typedef struct {
#define REVIVE_POINTER(name) __typeof__(&name) name;
  REVIVE_OPENBLAS_ROUTINES(REVIVE_POINTER)
#undef REVIVE_POINTER
} revive_openblas;

/// Loads OpenBLAS with the kernels that the processor's features allow, unless OPENBLAS_CORETYPE says otherwise, and has
/// it multiply a matrix: under a limit of the address space some releases look for their buffers for ever.
///
/// - Returns: 0, or another number with what went wrong, a line without an end, in `problem`.
int revive_openblas_load(revive_openblas *routines, char *problem, size_t size);

/// The core type that the processor's features allow, in OpenBLAS's words; null where the library knows best.
const char *revive_openblas_core(void);
#endif
