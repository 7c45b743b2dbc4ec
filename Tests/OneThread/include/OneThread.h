// Linked into the tests, this gives the linear algebra library one thread. Tests run side by side, and share that number:
// while one of them computes with its parts spread over the cores, another would get other sums, and with some kernels
// other last bits, than a moment before.
