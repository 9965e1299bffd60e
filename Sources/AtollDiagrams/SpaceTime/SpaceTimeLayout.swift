import Atoll

/// Where everything of a diagram stands, in lanes and rows: the one thing that all renderers draw.
///
/// A row is an event, a lane a node's lifeline. Where a span begins before or ends after the rows (or never), its
/// `first` or `last` is nil.
struct SpaceTimeLayout: Hashable, Sendable {
  /// A node's lifeline.
  struct Lane: Hashable, Sendable {
    var node: NodeID
    var name: String
  }

  /// An event, with the lane where it happened and the lane of its peer.
  struct Row: Hashable, Sendable {
    var event: TraceEvent
    var lane: Int?
    var peer: Int?
    /// The payload of the message, also at its delivery and its drop.
    var payload: String
    /// The payload, the reason or the words of the event.
    var label: String
    /// Whether it is a delivery that brings just what its send says.
    var repeatsSend: Bool
    /// Whether the tick is another than that of the row above.
    var isNewTick: Bool
  }

  /// Whether events of a kind happen at no node, but to the network as a whole.
  static func isOfNetwork(_ kind: TraceEvent.Kind) -> Bool {
    switch kind {
    case .partition, .heal, .link, .modification, .forgery, .loop: true
    case .invocation, .response, .send, .delivery, .drop, .timeout, .crash, .recovery, .pause, .resumption,
      .note:
      false
    }
  }

  /// A message on its way, between two lanes that are both drawn.
  struct Flight: Hashable, Sendable {
    enum End: Hashable, Sendable { case delivered, dropped, open }
    var send: Int
    var from: Int
    var to: Int
    var first: Int?
    var last: Int?
    var end: End
    var payload: String
  }

  /// A client operation, from its invocation to its response.
  struct Operation: Hashable, Sendable {
    var number: Int
    var lane: Int
    var first: Int?
    var last: Int?
    /// Whether the trace itself holds no response.
    var isPending: Bool
  }

  /// The time between a node's crash and its recovery.
  struct Downtime: Hashable, Sendable {
    var lane: Int
    var first: Int?
    var last: Int?
  }

  /// The time for which a node is paused: until it goes on, or crashes.
  struct Pause: Hashable, Sendable {
    var lane: Int
    var first: Int?
    var last: Int?
  }

  /// The time between a network partition and the next one or the heal.
  struct Split: Hashable, Sendable {
    var first: Int?
    var last: Int?
    var label: String
    /// Whether it ends with the heal, not with another partition.
    var isHealed: Bool
  }

  /// Equal rounds of events that are not drawn, below the row of the first one's last event.
  struct Fold: Hashable, Sendable {
    /// How many rows stand above it.
    var row: Int
    var rounds: RepeatedRounds
    /// The tick of the last event that is left out.
    var until: Int
  }

  var lanes: [Lane] = []
  var rows: [Row] = []
  var flights: [Flight] = []
  var operations: [Operation] = []
  var downtimes: [Downtime] = []
  var pauses: [Pause] = []
  var splits: [Split] = []
  var folds: [Fold] = []
  /// How many events of the trace come before and after the rows.
  var before = 0
  var after = 0
  /// The nodes without a lifeline, and how many events between the first and the last row are theirs.
  var hiddenNodes: [String] = []
  var hiddenEvents = 0
  /// The tick up to which the run has come.
  var now = 0
  /// The names of all nodes, also of those without a lifeline.
  var names: [String] = []

  /// The printable name of a node.
  func name(_ node: NodeID?) -> String {
    guard let node else { return "?" }
    return names.indices.contains(node.index) ? names[node.index] : node.description
  }
}
