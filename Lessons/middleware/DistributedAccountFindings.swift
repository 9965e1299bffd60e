import Atoll
import AtollDistributed

/// What can be said of a run of the account: what its clients were told, and what is booked.
struct DistributedAccountFindings {
  /// A deposit that a client asked for.
  private struct Deposit {
    let name: String
    let amount: Int
    let reply: AccountReply?
  }

  private let deposits: [Deposit]
  private let booked: [Int]

  init(_ run: Simulation<ActorNode<AccountCaller>>) {
    deposits = run.clientOperations.compactMap { operation in
      guard case .deposit(let amount)? = operation.request as? AccountRequest else { return nil }
      let name = "#\(operation.id.number) (deposit \(amount) by \(run.names[operation.node.index]))"
      return Deposit(name: name, amount: amount, reply: operation.reply as? AccountReply)
    }
    booked = (run.nodes[DistributedAccount.home.index].memory?.bookings ?? []).filter { $0 > 0 }
  }

  var all: [Finding] { [notTwice, kept, known] }

  /// Deposits are told apart by their amounts.
  private var notTwice: Finding {
    let reasons = amounts(booked).compactMap { amount in
      let (times, asked) = (count(booked, amount), deposits.count { $0.amount == amount })
      return times > asked
        ? "\(amount) was booked \(times) times, and asked for \(asked == 1 ? "once" : "\(asked) times")" : nil
    }
    return Finding("no deposit is booked twice", reasons.isEmpty ? .yes : .no, reasons)
  }

  private var kept: Finding {
    let answered = deposits.filter { if case .balance = $0.reply { true } else { false } }
    let reasons = amounts(answered.map(\.amount)).compactMap { amount in
      let missing = answered.count { $0.amount == amount } - count(booked, amount)
      return missing > 0 ? "a client was told that \(amount) is booked, and it is not in the account" : nil
    }
    return Finding("what was answered is in the account", reasons.isEmpty ? .yes : .no, reasons)
  }

  private var known: Finding {
    var finding = Finding("clients know what became of their deposits", .yes)
    for deposit in deposits {
      switch deposit.reply {
      case .failed(let failure) where !failure.isDecided:
        finding.answer = .no
        let isBooked = booked.contains(deposit.amount)
        finding.reasons.append(
          "\(deposit.name) was told \"\(failure)\": the account has \(isBooked ? "booked it" : "not booked it")"
        )
      case nil where finding.answer == .yes: finding.answer = .open
      default: break
      }
    }
    return finding
  }

  private func amounts(_ list: [Int]) -> [Int] {
    list.enumerated().filter { list.firstIndex(of: $1) == $0 }.map(\.element)
  }

  private func count(_ list: [Int], _ amount: Int) -> Int { list.count { $0 == amount } }
}
