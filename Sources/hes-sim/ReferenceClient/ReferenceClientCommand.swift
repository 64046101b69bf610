import ArgumentParser
import Dispatch
import Foundation
import Glibc
import HESContract
import HESReferenceClient
import HESScenario
import JSON
import Logging

struct ReferenceClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference-client",
        abstract: "A client that passes the conformance suite, or fails it in one known way.",
        discussion: """
            Example: hes-sim conformance run -- hes-sim reference-client --driver
            Example: hes-sim reference-client --list-defects
            """
    )

    @Flag(help: "Speak the driver protocol on standard input and output.")
    var driver = false

    @Option(help: ArgumentHelp("Break one thing; repeatable.", valueName: "name"))
    var defect: [String] = []

    @Flag(help: "Say with each case.ended which defects the case asked about.")
    var noteDefects = false

    @Flag(help: "List the defects: name, case that must fail, what is broken.")
    var listDefects = false

    func run() async throws {
        do {
            if listDefects { return printDefects() }
            guard driver else { throw CommandFailure.usage("say --driver or --list-defects") }
            try await drive(Defects(defect.map(Self.defect(named:)), notesQuestions: noteDefects))
        } catch let failure as CommandFailure {
            endProcess(failure)
        }
    }

    private static func defect(named name: String) throws -> Defect {
        if let defect = Defect(rawValue: name) { return defect }
        let near = Suggestion.hint(for: name, among: Defect.allCases.map(\.rawValue))
        let hint = near.map { "; \($0)" } ?? "; see --list-defects"
        throw CommandFailure.usage("no defect is called '\(name)'\(hint)")
    }

    private func drive(_ defects: Defects) async throws {
        let input = StandardInput()
        let driver = Driver(
            defects: defects,
            version: Version.text,
            stateFolder: ProcessInfo.processInfo.environment["HES_STATE_DIR"],
            zone: { TimeZoneTable.zone(named: $0) },
            logger: .standardError("reference-client"),
            send: { StandardOutput.writeLine($0) }
        )
        await driver.run { await input.read() }
    }

    private func printDefects() {
        let width = Defect.allCases.map(\.rawValue.count).max() ?? 0
        for defect in Defect.allCases {
            let (caseID, meaning) = defect.entry
            print(column(defect.rawValue, width: width), column(caseID, width: 8), meaning, separator: "  ")
        }
    }
}

/// Pads the text with blanks on the right.
func column(_ text: String, width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
}

extension Logger {
    /// A logger that writes text to standard error.
    static func standardError(_ label: String, level: Logger.Level = .info) -> Logger {
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}

/// Standard input, read on a queue of its own, because the read blocks.
final class StandardInput: Sendable {
    private let queue = DispatchQueue(label: "standard-input")

    /// - Returns: the bytes that are available, at least one; nil at the end or on an error.
    func read() async -> [UInt8]? {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Self.readChunk()) }
        }
    }

    private static func readChunk() -> [UInt8]? {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            unsafe count = max(0, Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count))
        }
        return bytes.isEmpty ? nil : bytes
    }
}
