import Foundation

/// Measures how long a grading takes beside what its compiler and its linker need at least.
package struct GradingMeasure {
  private let grader: Grader

  /// Makes one.
  package init(_ grader: Grader) { self.grader = grader }

  /// What was measured, in milliseconds; each the median of some runs.
  package struct Figures: Sendable {
    /// One bare run of the compiler on the same file, and one of the linker.
    package var floor = 0.0
    /// From the file to the verdict, without the suite's own execution.
    package var verdict = 0.0
    /// The suite's own execution.
    package var suite = 0.0
    /// From a file with a mistake to what the compiler says of it.
    package var compileError = 0.0
  }

  /// Measures an exercise's solution. The runs take turns: what else the machine does slows all of them down.
  ///
  /// - Throws: `GradingError`, also where the solution does not pass.
  package func measure(_ exercise: Exercise, runs: Int) throws(GradingError) -> Figures {
    let toolchain = try grader.toolchain()
    let compiled = try grader.prepare(exercise, toolchain) { _ in }
    let solution = ExerciseFolder(exercise: exercise).swiftFiles("Solution")
    return try grader.inScratch { (scratch) throws(GradingError) in
      let build = SubmissionBuild(
        toolchain: toolchain, scratch: scratch,
        moduleCache: ExerciseBuild.moduleCache(grader.installation, toolchain),
        moduleFolders: [compiled.contractModules, grader.installation.modules],
        deadline: .after(milliseconds: 3_600_000), isInterrupted: { false })
      let broken = try broken(solution, in: scratch.path)
      var (floors, verdicts, suites, errors): ([Int], [Int], [Int], [Int]) = ([], [], [], [])
      for _ in 0..<runs {
        floors.append(try floor(solution, build))
        let watch = Stopwatch()
        let grading = try grader.gradeWithRecords(exercise, submission: exercise.folder + "/Solution") { _ in
        }
        let whole = watch.microseconds
        guard grading.verdict.status == .pass else {
          throw .exerciseBroken(exercise: exercise.name, detail: "its solution does not pass")
        }
        verdicts.append(whole - grading.suiteMicroseconds)
        suites.append(grading.suiteMicroseconds)
        let errorWatch = Stopwatch()
        let verdict = try grader.grade(exercise, submission: broken)
        guard verdict.diagnostics?.isEmpty == false else {
          throw .judgeFailed("a file with a mistake has no diagnostics")
        }
        errors.append(errorWatch.microseconds)
      }
      return Figures(
        floor: median(floors), verdict: median(verdicts), suite: median(suites), compileError: median(errors))
    }
  }

  private func median(_ microseconds: [Int]) -> Double {
    let sorted = microseconds.sorted()
    return sorted.isEmpty ? .nan : Double(sorted[sorted.count / 2]) / 1000
  }

  /// The bare tools on the same files.
  private func floor(_ solution: [String], _ build: SubmissionBuild) throws(GradingError) -> Int {
    let folder = build.scratch.path
    let tools = [
      (build.toolchain.compiler, build.compilerArguments(solution)),
      (
        build.toolchain.linker,
        ["-shared", "-o", "floor.so", build.toolchain.runtimeObject, SubmissionBuild.compiled]
      ),
    ]
    let watch = Stopwatch()
    for (tool, arguments) in tools {
      let run: ToolRun
      do throws(SystemError) {
        run = try ToolRun(
          tool, arguments, in: folder, limits: Limits(), deadline: build.deadline, isInterrupted: { false })
      } catch {
        throw .system(error.message)
      }
      guard run.outcome == .exited(0) else {
        throw .judgeFailed(String(decoding: run.output.prefix(1000), as: UTF8.self))
      }
    }
    return watch.microseconds
  }

  /// The solution with a mistake in its last line.
  private func broken(_ solution: [String], in folder: String) throws(GradingError) -> String {
    let path = folder + "/Broken.swift"
    let text =
      solution.compactMap { Files.text($0) }.joined(separator: "\n") + "\nlet mistake: Int = \"none\"\n"
    do throws(SystemError) { try Files.write(Array(text.utf8), to: path) } catch {
      throw .system(error.message)
    }
    return path
  }
}
