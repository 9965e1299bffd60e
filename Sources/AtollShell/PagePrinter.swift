import AtollNotebook
import AtollTerminal

/// Prints the pieces of a lesson.
struct PagePrinter {
  let shell: Shell
  let lesson: Lesson
  /// The lesson to read after this one.
  let following: String?

  /// Prints a piece; `previous` is the one before it on the screen.
  func print(_ page: Reader.Page, after previous: Reader.Page?) throws {
    switch page {
    case .heading(let number, let title):
      try shell.print()
      try shell.print(StyledLine("\(number). \(title)", .heading))
      try shell.print()
    case .prose(let markdown):
      if case .heading = previous {} else { try shell.print() }
      try shell.print(markdown: markdown)
    case .prediction(let prediction): try print(prediction)
    case .resumed:
      try shell.print(StyledLine("(the lesson goes on from its own run, not from what you tried)", .dim))
    case .cell(_, let results):
      if case .heading = previous {} else { try shell.print() }
      try print(results)
    case .failure(let cell, let error):
      try shell.print(StyledLine("cell \(cell.number) (line \(cell.line)): \(error)", .fail))
    case .answer(let chosen, let option, let right): try print(chosen, option, right: right)
    case .unanswered(let right):
      let renderer = MarkdownRenderer(style: shell.output.style)
      try shell.print()
      try shell.print(
        wrapped: StyledLine("The answer is \(number(of: right)): ", .strong)
          + renderer.line(of: "\(right.text). \(right.explanation)"))
    case .refutation(let results):
      try shell.print()
      try shell.print("A run that shows it:")
      try print(results)
    case .refutedByCell(let isNext):
      try shell.print()
      try shell.print(isNext ? "The next cell shows it." : "The run above shows it.")
    case .sectionRead: break
    case .end:
      try shell.print()
      try shell.print(StyledLine("That was the lesson \(lesson.name).", .pass))
      if !lesson.exercises.isEmpty {
        let starts = lesson.exercises.map { name in
          let isSolved = shell.progress.bestAttempt(at: name)?.status == .pass
          return "start\u{A0}\(name)" + (isSolved ? "\u{A0}(solved)" : "")
        }
        try shell.print(wrapped: "Now build it: \(starts.joined(separator: ", ")).")
      }
      if let following { try shell.print("The next lesson: open \(following)") }
    }
  }

  private func print(_ results: [(command: String, output: [OutputLine])]) throws {
    for result in results {
      try shell.print(StyledLine("> \(result.command)", .code))
      try shell.print(result.output)
    }
  }

  private func print(_ prediction: Lesson.Prediction) throws {
    try shell.print()
    try shell.print(
      wrapped: StyledLine("Predict: ", .strong)
        + MarkdownRenderer(style: shell.output.style).line(of: prediction.question))
    for (place, option) in prediction.options.enumerated() {
      try shell.print(
        wrapped:
          StyledLine("  \(place + 1)  ", .code)
          + MarkdownRenderer(style: shell.output.style).line(of: option.text),
        indent: 5)
    }
    try shell.print(
      StyledLine(
        "predict 1 … \(prediction.options.count) answers; Enter runs the cell without an answer", .dim))
  }

  /// The number of an option in its question, from 1.
  private func number(of option: Lesson.Option) -> Int {
    let places = lesson.cells.compactMap(\.prediction).compactMap { question in
      question.options.firstIndex { $0.text == option.text && $0.explanation == option.explanation }
    }
    return (places.first ?? 0) + 1
  }

  private func print(_ chosen: Int, _ option: Lesson.Option, right: Lesson.Option) throws {
    try shell.print()
    let renderer = MarkdownRenderer(style: shell.output.style)
    if option.isRight {
      try shell.print(
        wrapped: StyledLine("\(chosen) is right. ", .pass) + renderer.line(of: option.explanation))
    } else {
      try shell.print(wrapped: StyledLine("Not \(chosen). ", .fail) + renderer.line(of: option.explanation))
      try shell.print(
        wrapped: StyledLine("Right is \(number(of: right)): ", .pass)
          + renderer.line(of: "\(right.text). \(right.explanation)"))
    }
  }
}
