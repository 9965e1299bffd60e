import AtollNotebook
import AtollTerminal
import AtollText

extension OutsideCommand {
  /// `atoll concepts`
  static let concepts = OutsideCommand(
    "concepts [WORD]", .read, "list the concepts, and where each is taught, run and built",
    options: [.format("text", "json", "markdown")],
    details: [
      "WORD shows those that have the word in their name.",
      "The note, in the forms other than text, is the number of the lecture note, of five, that names the concept.",
      "JSON: [{concept, note, lesson, section, model, exercise}]; what is not there is left out.",
    ]
  ) { arguments, shell in
    guard arguments.words.count <= 1 else {
      throw CommandError("too many words", next: "say: atoll concepts [WORD]")
    }
    let format = try arguments.choice("--format", among: ["text", "json", "markdown"])
    let word = arguments.words.first?.lowercased() ?? ""
    let concepts = try ConceptPage.all(shell).filter {
      word.isEmpty || $0.concept.lowercased().contains(word)
    }
    switch format {
    case "json": try shell.print(json: concepts)
    case "markdown": try shell.print(raw: ConceptTable.page(concepts))
    default:
      guard !concepts.isEmpty else {
        throw CommandError(
          "no concept has \"\(word)\" in its name", next: "\"atoll concepts\" lists all of them")
      }
      try ConceptPage.print(concepts, shell)
    }
    return .done
  }
}

/// The concepts of all lessons.
enum ConceptPage {
  static func all(_ shell: Shell) throws -> [Concept] {
    try shell.course.lessons.flatMap { entry in
      try ConceptTable(of: entry.name, file: entry.file)?.concepts ?? []
    }
  }

  /// A paragraph for each concept, by lesson: tables would not fit.
  static func print(_ concepts: [Concept], _ shell: Shell) throws {
    var lesson: String?
    for concept in concepts {
      if concept.lesson != lesson {
        if lesson != nil { try shell.print() }
        try shell.print(StyledLine(concept.lesson, .heading))
      }
      lesson = concept.lesson
      let places = [
        concept.section, concept.model.map { "model \($0)" }, concept.exercise.map { "exercise \($0)" },
      ].compactMap(\.self).joined(separator: "; ")
      var line = StyledLine(concept.concept)
      line.append("  \(places)", .dim)
      for (place, part) in line.wrapped(to: max(20, shell.output.style.width - 4)).enumerated() {
        try shell.print((place == 0 ? StyledLine("  ") : StyledLine("    ")) + part)
      }
    }
  }
}
