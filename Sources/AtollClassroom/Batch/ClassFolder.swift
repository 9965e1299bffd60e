import AtollGrading
import AtollText
import Foundation

/// What a class handed in: a folder with one Swift file, or one folder, for each learner.
package struct ClassFolder: Sendable {
  /// One learner's.
  package struct Entry: Equatable, Sendable {
    /// Whose it is.
    package let learner: Learner
    /// What was handed in, if anything was.
    package let place: Place
    /// When it was handed in, where the roster says.
    package let submitted: Date?

    /// The submission, read now; none where nothing was handed in.
    func handedIn(_ exercise: Exercise) -> HandedIn? {
      switch place {
      case .path(let path): HandedIn(path: path, exercise: exercise)
      case .unnamable(let folder): HandedIn(unnamable: folder)
      case .nowhere: nil
      }
    }
  }

  /// Where a submission is.
  package enum Place: Equatable, Sendable {
    /// At a path.
    case path(String)
    /// In this folder, under a name that is not UTF-8.
    case unnamable(String)
    /// Nothing was handed in.
    case nowhere
  }

  /// In the order of the learners' ids.
  package let entries: [Entry]

  /// Looks into a folder. Names that begin with a dot are left out.
  ///
  /// A name that is not UTF-8 cannot be read, but is there all the same. Members of the roster who have handed in
  /// nothing are there, too.
  /// - Throws: `SystemError` where the folder cannot be read.
  package init(_ path: String, roster: Roster? = nil) throws(SystemError) {
    var entries: [Entry] = []
    var taken: Set<String> = []
    for bytes in try RawFolder.list(path) where bytes.first != UInt8(ascii: ".") {
      let name = String(validating: bytes, as: UTF8.self)
      let shown = name ?? String(decoding: bytes, as: UTF8.self)
      var id = shown.hasSuffix(".swift") ? String(shown.dropLast(6)) : shown
      // A file and a folder of one name are two submissions; nobody's must be lost.
      if !taken.insert(id).inserted { id = shown }
      taken.insert(id)
      let member = roster?.members.first { $0.learner.id == id }
      entries.append(
        Entry(
          learner: member?.learner ?? Learner(id: id),
          place: name.map { .path(path + "/" + $0) } ?? .unnamable(path),
          submitted: member?.submitted))
    }
    for member in roster?.members ?? [] where !taken.contains(member.learner.id) {
      entries.append(Entry(learner: member.learner, place: .nowhere, submitted: member.submitted))
    }
    self.entries = entries.sorted { $0.learner.id.utf8.lexicographicallyPrecedes($1.learner.id.utf8) }
  }
}
