import Atoll
import SessionStoreContract

/// A server that keeps carts in a store.
///
/// Grade it as often as you like: `atoll grade session-store`. `atoll hint session-store` helps in small steps.
struct CartServer: CartServing {
  /// What is under way for a client.
  struct Task: Hashable, Codable {
    let id: RequestID
    let session: String
    /// What to add; none where the client only wants to see the cart.
    let item: String?
    /// The number of the question that is open.
    var ask: Int
  }

  /// A question's timer has its number.
  typealias TimerName = Int

  let store: NodeID
  private var tasks: [Task] = []

  init(store: NodeID) { self.store = store }

  mutating func handle(_ request: CartRequest, id: RequestID, _ context: inout Context) {
    let ask = 1000 * id.number
    switch request {
    case .cart(let session): begin(Task(id: id, session: session, item: nil, ask: ask), &context)
    case .add(let item, let session): begin(Task(id: id, session: session, item: item, ask: ask), &context)
    }
  }

  mutating func receive(_ message: StoreMessage, from sender: NodeID, _ context: inout Context) {
    // TODO: answer a cart, add an item, try again after a conflict. The task is in README.md.
  }

  mutating func timeout(_ ask: Int, _ context: inout Context) {
  }

  private mutating func begin(_ task: Task, _ context: inout Context) {
    tasks.append(task)
    context.send(.get(task.session, ask: task.ask), to: store)
  }
}
