#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Address space for an array that only grows: reserved at once, filled page by page when it is written.
///
/// Nothing is ever moved, and growing costs nothing. Large pages are asked for, since a search touches memory at
/// random: they save about a fifth of its time.
struct BigMemory {
  let start: UnsafeMutableRawPointer
  let byteCount: Int
  private var released = 0

  /// Reserves memory, all zero; none where the system refuses.
  init?(byteCount: Int) {
    let length = (byteCount + BigMemory.pageSize - 1) / BigMemory.pageSize * BigMemory.pageSize
    #if os(Linux)
      let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    #else
      let flags = MAP_PRIVATE | MAP_ANON | MAP_NORESERVE
    #endif
    guard let start = mmap(nil, length, PROT_READ | PROT_WRITE, flags, -1, 0), start != MAP_FAILED else {
      return nil
    }
    #if os(Linux)
      _ = madvise(start, length, 14)  // MADV_HUGEPAGE
    #endif
    self.start = start
    self.byteCount = length
  }

  /// Gives back what stands before a byte, as far as it fills whole pages; it must not be read again.
  mutating func release(upTo byte: Int) {
    let end = min(byte, byteCount) / BigMemory.pageSize * BigMemory.pageSize
    guard end > released else { return }
    madvise(start + released, end - released, MADV_DONTNEED)
    released = end
  }

  func free() { munmap(start, byteCount) }

  private static let pageSize = 1 << 21
}
