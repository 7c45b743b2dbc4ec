import Glibc

// A pass frees its activations and asks for as many in the next moment: kept, they cost no page faults.
mallopt(M_MMAP_THRESHOLD, 32 << 20)
mallopt(M_TRIM_THRESHOLD, 256 << 20)

// Nothing is buffered here, and an engine that has not ended yet must not see its libraries torn down under it.
_exit(perform(in: .process))
