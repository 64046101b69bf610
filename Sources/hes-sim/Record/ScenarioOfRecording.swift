import Foundation
import HESConformance
import HESContract
import HESRecording
import HESScenario
import JSON
import SimulationKernel

/// `record --to-scenario`: writes a scenario and its side file, checks them, and says what is not in them.
struct ScenarioOfRecording {
    private let command: RecordCommand
    private let folder: String

    init(_ command: RecordCommand, folder: String) {
        (self.command, self.folder) = (command, folder)
    }

    /// - Throws: ``CommandFailure`` with code 2 for a recording or a flag that is no good, or a file that is there already.
    func write() throws {
        let path = command.out ?? URL(fileURLWithPath: folder).lastPathComponent + ".json"
        let sidePath = URL(fileURLWithPath: path).deletingPathExtension().path + ".rows.jsonl"
        try checkNew([path, sidePath])
        let recording = Recording(try RecordingFile.read(folder))
        let zoneName = command.timeZone ?? recording.header?.timeZone ?? "+08:00"
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        let options = RecordedScenario.Options(
            name: name,
            zone: try RecordCommand.zone(zoneName),
            dialect: try dialect()
        )
        var scenario = RecordedScenario(recording, options: options)
        if command.anonymise { scenario = scenario.anonymised }
        let sideName = URL(fileURLWithPath: sidePath).lastPathComponent
        try ReportFolder.write(scenario.rows.flatMap { $0.line }, to: sidePath, isPrivate: !command.anonymise)
        let document = scenario.document(sideFile: sideName).prettyPrinted
        try ReportFolder.write(document, to: path, isPrivate: !command.anonymise)
        for remark in scenario.leftOut { StandardError.write("not carried over: \(remark)") }
        try check(path)
        print("\(path) with \(scenario.rows.count.counted("row or window", plural: "rows and windows")) in \(sidePath)")
    }

    private func checkNew(_ paths: [String]) throws {
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else { return }
        throw CommandFailure.usage("'\(path)' is there already: give another --out, or remove it")
    }

    /// A scenario that 'scenario check' would refuse is a fault of this program.
    private func check(_ path: String) throws {
        let document = ScenarioDocument(try ScenarioFiles.contents(of: path), file: path, parts: .beside(path))
        let reading = document.read(now: SimulatedInstant(milliseconds: 0))
        for diagnostic in reading.diagnostics { StandardError.write(diagnostic.description) }
        guard reading.scenario != nil else {
            throw CommandFailure(code: 4, message: "the scenario that was made is no good: please report it")
        }
    }

    /// A pack's name, or what a file says, which has to be a dialect.
    private func dialect() throws -> JSONValue? {
        guard let dialect = command.dialect else { return nil }
        if DialectCatalogue.dialect(ofPack: dialect) != nil { return .string(dialect) }
        do {
            let value = try JSONParser.parse(try ScenarioFiles.contents(of: dialect)).value
            try check(value, of: dialect)
            return value
        } catch let failure as CommandFailure {
            throw CommandFailure.usage(
                "--dialect is neither a pack ('hes-sim dialect list') nor a readable file: \(failure.message)"
            )
        } catch {
            throw CommandFailure.usage("--dialect '\(dialect)' is no JSON: \(error)")
        }
    }

    /// By a scenario that has nothing else.
    private func check(_ dialect: JSONValue, of file: String) throws {
        var writer = JSONWriter()
        writer.node(["tenants": .list([["dialect": dialect]])])
        let reading = ScenarioDocument(writer.bytes, file: file).read(now: SimulatedInstant(milliseconds: 0))
        guard reading.scenario == nil else { return }
        let problem = reading.diagnostics.first.map { ": \($0)" } ?? ""
        throw CommandFailure.usage("--dialect '\(file)' is no dialect\(problem)")
    }
}

extension JSONValue {
    /// Compact, with a newline.
    fileprivate var line: [UInt8] {
        var writer = JSONWriter()
        writer.node(self)
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}
