import Atoll

/// A replica that finds out in which keys it differs from another one by comparing hashes of halves.
///
/// Its keys are the leaves of a binary tree; a node of the tree has the hash of its two children's. Where the hashes of two
/// replicas agree, the keys below do not have to be sent. They agree also if two different trees have the same hash,
/// which a hash of 64 bits makes unlikely and not impossible.
///
/// After Merkle, "A digital signature based on a conventional encryption function" (1987).
public struct MerkleReplica: Node {
  /// The version of one key, which stands for its value, too.
  public struct Entry: Hashable, Codable, Sendable {
    let key: Int
    let version: Int
  }

  /// What the replicas say to each other.
  public enum Message: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The hashes of some nodes of a level of the tree, from left to right; level 0 is the root.
    case hashes(level: Int, places: [Int], [UInt64])
    /// Some entries; and whether the newer ones are wanted back.
    case entries([Entry], wantsBack: Bool)

    /// The message without the hashes themselves.
    public var description: String {
      switch self {
      case .hashes(let level, let places, _): "hashes(level \(level), \(places))"
      case .entries(let entries, _): "keys(\(entries.map(\.key)))"
      }
    }
  }

  /// What a client can ask.
  public enum Request: Hashable, Codable, Sendable, CustomStringConvertible {
    /// Change a key.
    case write(Int)
    /// Compare with the other replica.
    case sync

    /// The request as it is typed, without the node.
    public var description: String {
      switch self {
      case .write(let key): "write \(key)"
      case .sync: "sync"
      }
    }
  }

  /// What a client is answered.
  public enum Reply: Hashable, Codable, Sendable { case ok }

  /// The bytes of a hash, of a number of a node of the tree, and of an entry.
  static let (hashBytes, placeBytes, entryBytes) = (8, 4, 100)

  let usesTree: Bool
  /// The version of each key; as many keys as a power of two.
  var versions: [Int]
  /// How many bytes it has sent, and in how many messages.
  var bytesSent = 0
  var messagesSent = 0

  init(keys: Int, usesTree: Bool) {
    versions = Array(repeating: 0, count: keys)
    self.usesTree = usesTree
  }

  /// Changes a key, or begins to compare.
  public mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    switch request {
    case .write(let key): versions[key % versions.count] += 1
    case .sync:
      if usesTree { compare(0, [0], &context) } else { tell(Array(versions.indices), true, &context) }
    }
    context.reply(.ok, to: id)
  }

  /// Goes down where hashes differ; takes in what is newer.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .hashes(let level, let places, let hashes):
      let differing = zip(places, hashes).filter { hash(level, $0) != $1 }.map(\.0)
      if 1 << level == versions.count {
        tell(differing, true, &context)
      } else {
        compare(level + 1, differing.flatMap { [2 * $0, 2 * $0 + 1] }, &context)
      }
    case .entries(let entries, let wantsBack):
      let newer = entries.filter { versions[$0.key] > $0.version }.map(\.key)
      for entry in entries { versions[entry.key] = max(versions[entry.key], entry.version) }
      if wantsBack { tell(newer, false, &context) }
    }
  }

  private mutating func compare(_ level: Int, _ places: [Int], _ context: inout Context) {
    guard !places.isEmpty else { return }
    context.broadcast(.hashes(level: level, places: places, places.map { hash(level, $0) }))
    count(places.count * (Self.hashBytes + Self.placeBytes))
  }

  private mutating func tell(_ keys: [Int], _ wantsBack: Bool, _ context: inout Context) {
    guard !keys.isEmpty else { return }
    context.broadcast(.entries(keys.map { Entry(key: $0, version: versions[$0]) }, wantsBack: wantsBack))
    count(keys.count * Self.entryBytes)
  }

  private mutating func count(_ bytes: Int) {
    bytesSent += bytes
    messagesSent += 1
  }

  /// The hash of a node of the tree: of its key's version, or of its children's hashes.
  private func hash(_ level: Int, _ place: Int) -> UInt64 {
    let width = versions.count >> level
    if width == 1 { return Self.mix(UInt64(place), UInt64(versions[place])) }
    return Self.mix(hash(level + 1, 2 * place), hash(level + 1, 2 * place + 1))
  }

  /// FNV-1a, eight bytes at a time, with a last mixing.
  private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for word in [a, b] {
      hash = (hash ^ word) &* 0x0000_0100_0000_01b3
      hash ^= hash >> 29
    }
    return hash
  }
}
