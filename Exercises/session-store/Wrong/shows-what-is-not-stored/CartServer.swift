import Atoll
import SessionStoreContract

/// A server that keeps carts in a store.
struct CartServer: CartServing {
  /// What is under way for a client.
  struct Task: Hashable, Codable {
    let id: RequestID
    let session: String
    let item: String?
    var ask: Int
    /// What it wants the store to hold; none while it reads.
    var put: Put?
  }

  /// A cart to be stored, and the version that it replaces.
  struct Put: Hashable, Codable {
    let items: [String]
    let version: Int
  }

  typealias TimerName = Int

  let store: NodeID
  private var tasks: [Task] = []

  init(store: NodeID) { self.store = store }

  mutating func handle(_ request: CartRequest, id: RequestID, _ context: inout Context) {
    if case .cart(let session) = request,
      let put = tasks.first(where: { $0.session == session && $0.put != nil })?.put
    {
      return context.reply(.items(put.items), to: id)
    }
    let ask = 1000 * id.number
    switch request {
    case .cart(let session): tasks.append(Task(id: id, session: session, item: nil, ask: ask))
    case .add(let item, let session): tasks.append(Task(id: id, session: session, item: item, ask: ask))
    }
    question(tasks.count - 1, &context)
  }

  mutating func receive(_ message: StoreMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .cart(let items, let version, let ask):
      guard let place = place(of: ask), tasks[place].put == nil else { return }
      if let item = tasks[place].item, !items.contains(item) {
        next(place, Put(items: (items + [item]).sorted(), version: version), &context)
      } else {
        finish(place, items, &context)
      }
    case .stored(let ask):
      guard let place = place(of: ask), let put = tasks[place].put else { return }
      finish(place, put.items, &context)
    case .conflict(let ask):
      guard let place = place(of: ask), tasks[place].put != nil else { return }
      next(place, nil, &context)
    case .get, .put: break
    }
  }

  mutating func timeout(_ ask: Int, _ context: inout Context) {
    if let place = place(of: ask) { question(place, &context) }
  }

  private func place(of ask: Int) -> Int? { tasks.firstIndex { $0.ask == ask } }

  /// The next step, with a number of its own.
  private mutating func next(_ place: Int, _ put: Put?, _ context: inout Context) {
    context.cancelTimer(tasks[place].ask)
    tasks[place].ask += 1
    tasks[place].put = put
    question(place, &context)
  }

  private func question(_ place: Int, _ context: inout Context) {
    let task = tasks[place]
    if let put = task.put {
      context.send(.put(task.session, put.items, ifVersion: put.version, ask: task.ask), to: store)
    } else {
      context.send(.get(task.session, ask: task.ask), to: store)
    }
    context.setTimer(task.ask, after: 50)
  }

  private mutating func finish(_ place: Int, _ items: [String], _ context: inout Context) {
    let task = tasks.remove(at: place)
    context.cancelTimer(task.ask)
    context.reply(.items(items), to: task.id)
  }
}
