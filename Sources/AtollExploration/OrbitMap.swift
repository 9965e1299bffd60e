import Atoll

/// The orbits of configurations under the exchange of interchangeable nodes: each has one representative, its true one,
/// so the number of representatives is the number of orbits.
///
/// A node's cell has a **colour**: the orbit of the pair of node and cell. Exchanging nodes exchanges their colours, so
/// every orbit has configurations whose colours are in order, and two of those differ by exchanges of nodes of one
/// colour only. The representative is the least of these; there are few as a rule. All is done by exchanges of
/// neighbours, each remembered for each cell.
final class OrbitMap {
  private let maker: CellMaker
  private let nodes: [Int]
  private let exchanges: [Renaming]
  private var renamed: [RenameKey: (node: Int, cell: Int32)] = [:]
  private var colours: [Pair: Int] = [:]
  private var colourCount = 0

  private struct Pair: Hashable {
    let node: Int
    let cell: Int32
  }

  private struct RenameKey: Hashable {
    let exchange: Int
    let pair: Pair
  }

  /// Makes the map for interchangeable nodes, in order.
  init(_ maker: CellMaker, _ nodes: [NodeID]) {
    self.maker = maker
    self.nodes = nodes.map(\.index)
    exchanges = zip(nodes, nodes.dropFirst()).map { Renaming($0, $1) }
  }

  private func renamed(_ pair: Pair, _ exchange: Int) -> Pair {
    let key = RenameKey(exchange: exchange, pair: pair)
    if let known = renamed[key] { return Pair(node: known.node, cell: known.cell) }
    let new = maker.renamed(pair.node, pair.cell, exchanges[exchange])
    renamed[key] = new
    return Pair(node: new.node, cell: new.cell)
  }

  private func exchanged(_ row: [Int32], _ exchange: Int) -> [Int32] {
    var new = row
    for node in 0..<row.count - 1 {
      let pair = renamed(Pair(node: node, cell: row[node]), exchange)
      new[pair.node] = pair.cell
    }
    return new
  }

  private func colour(_ pair: Pair) -> Int {
    if let known = colours[pair] { return known }
    colours[pair] = colourCount
    var open = [pair]
    while let next = open.popLast() {
      for exchange in exchanges.indices {
        let other = renamed(next, exchange)
        if colours.updateValue(colourCount, forKey: other) == nil { open.append(other) }
      }
    }
    colourCount += 1
    return colourCount - 1
  }

  /// The representative of a configuration's orbit, and how many configurations the orbit has.
  func representative(_ row: [Int32]) -> (row: [Int32], size: Int) {
    var row = row
    var colours = nodes.map { colour(Pair(node: $0, cell: row[$0])) }
    for end in colours.indices.reversed() {
      for place in 0..<end where colours[place] > colours[place + 1] {
        row = exchanged(row, place)
        colours.swapAt(place, place + 1)
      }
    }
    let free = exchanges.indices.filter { colours[$0] == colours[$0 + 1] }
    var seen: Set = [row]
    var open = [row]
    var least = row
    while let next = open.popLast() {
      for exchange in free {
        let other = exchanged(next, exchange)
        guard seen.insert(other).inserted else { continue }
        open.append(other)
        if other.lexicographicallyPrecedes(least) { least = other }
      }
    }
    return (least, OrbitMap.arrangements(colours) * seen.count)
  }

  /// In how many orders sorted colours can stand.
  private static func arrangements(_ colours: [Int]) -> Int {
    // One colour after another is put among those before it: (n over k), as a product of exact quotients.
    var (count, run) = (1, 0)
    for place in colours.indices {
      run = place > 0 && colours[place] == colours[place - 1] ? run + 1 : 1
      count = count * (place + 1) / run
    }
    return count
  }
}

extension ExplorationProblem {
  /// The interchangeable nodes.
  ///
  /// - Throws: `ExplorationError.noSymmetry` where there are none, or where they begin differently.
  func interchangeable() throws(ExplorationError) -> [NodeID] {
    guard let symmetry else { throw .noSymmetry("the model says of no nodes that they are interchangeable") }
    guard faults.partitions == 0 else { throw .noSymmetry("a network partition tells nodes apart") }
    guard forgeries.isEmpty, byzantine.isEmpty else {
      throw .noSymmetry("the model names who may forge which message for whom")
    }
    let known = 0..<cluster.nodes.count
    guard Set(symmetry.nodes).count == symmetry.nodes.count, symmetry.nodes.allSatisfy({ known ~= $0.index })
    else { throw .noSymmetry("the interchangeable nodes are not nodes of the cluster, each once") }
    for node in symmetry.nodes where clients[node] != nil {
      throw .noSymmetry("node \(cluster.names[node.index]) has a client, whose requests cannot be renamed")
    }
    for (first, second) in zip(symmetry.nodes, symmetry.nodes.dropFirst()) {
      let renaming = Renaming(first, second)
      for (place, node) in cluster.nodes.enumerated()
      where symmetry.renameNode(node, renaming) != cluster.nodes[renaming(NodeID(place)).index] {
        let names = [first, second].map { cluster.names[$0.index] }
        throw .noSymmetry("nodes \(names[0]) and \(names[1]) do not begin alike, or are not known alike")
      }
    }
    return symmetry.nodes
  }
}
