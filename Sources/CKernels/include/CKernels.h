#ifndef REVIVE_CKernels_H
#define REVIVE_CKernels_H
#endif
