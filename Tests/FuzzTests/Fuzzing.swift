import Foundation
import SimulationTestSupport

/// Takes one seed of an input after another until the time is over.
enum Fuzzing {
    /// What does not hold.
    struct Finding: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// The time in which other tests of the process ran between two seeds does not count.
    ///
    /// - Throws: ``Finding`` with the line that replays it, for the first seed for which `body` throws.
    static func run(_ input: String, _ body: (inout Choices) async throws -> Void) async throws {
        let settings = Settings()
        let mark = try SeedMark(input)
        var seed = settings.firstSeed
        var slowest = (duration: Duration.zero, seed: seed)
        var spent = Duration.zero
        repeat {
            try mark.begin(seed)
            let began = ContinuousClock.now
            var choices = Choices(seed: seed)
            do {
                try await body(&choices)
            } catch {
                throw Finding("\(input), seed \(seed): \(error); replay: HES_SEED=\(seed) make fuzz")
            }
            let duration = began.duration(to: .now)
            if duration > slowest.duration { slowest = (duration, seed) }
            spent += duration
            seed += 1
            await Task.yield()
        } while spent < settings.budget
        try mark.end()
        print("fuzz: \(input): seeds \(settings.firstSeed)..<\(seed), slowest \(slowest.seed) with \(slowest.duration)")
    }

    /// `HES_SEED` replays one seed; `HES_FUZZ_SECONDS` and `HES_FIRST_SEED` say how long to go on with all inputs, and from where.
    private struct Settings {
        let firstSeed: UInt64
        /// Of one input.
        let budget: Duration

        init() {
            let environment = ProcessInfo.processInfo.environment
            let only = environment["HES_SEED"].flatMap { UInt64($0) }
            firstSeed = only ?? environment["HES_FIRST_SEED"].flatMap { UInt64($0) } ?? 1
            let seconds = environment["HES_FUZZ_SECONDS"].flatMap { Int($0) } ?? Fuzzing.standardSeconds
            budget = .seconds(only == nil ? seconds : 0) / Fuzzing.inputCount
        }
    }

    private static let standardSeconds = 48
    private static let inputCount = 8
}

/// A file with the seed that is running: it is still there when the process has ended with a trap.
private struct SeedMark {
    private let file: FileHandle
    private let input: String
    private let path: String

    init(_ input: String) throws {
        self.input = input
        let folder = Corpus.root.appending(path: ".build/fuzz")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: input).path
        try Data().write(to: URL(filePath: path))
        guard let file = FileHandle(forWritingAtPath: path) else { throw Fuzzing.Finding("cannot write \(path)") }
        self.file = file
    }

    func begin(_ seed: UInt64) throws {
        try file.seek(toOffset: 0)
        try file.write(contentsOf: Data("\(input), seed \(seed); replay: HES_SEED=\(seed) make fuzz\n".utf8))
        try file.truncate(atOffset: file.offset())
    }

    func end() throws {
        try file.close()
        try FileManager.default.removeItem(atPath: path)
    }
}
