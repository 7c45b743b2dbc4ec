import Foundation
import TestSupport

/// A file or folder of this target's fixtures.
func fixture(_ path: String) -> URL { Fixtures.url("TokenizersTests/Fixtures/\(path)") }
