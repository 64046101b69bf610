import ArgumentParser
import HESContract
import HESReferenceClient
import SimulationKernel

/// The flags for the arguments of a call.
struct CallSubject: ParsableArguments {
    @Option(help: ArgumentHelp("Meter numbers, separated by commas.", valueName: "numbers"))
    var meters: String?

    @Option(help: ArgumentHelp("Reading item: 1, 2, 3, or a single such as 5069.", valueName: "code"))
    var cgcode: String?

    @Option(help: ArgumentHelp("First instant: 2024-07-01 or '2024-07-01 00:00:00'.", valueName: "date"))
    var start: String?

    @Option(help: ArgumentHelp("Last instant, included.", valueName: "date"))
    var end: String?

    @Option(help: ArgumentHelp("Rows of one page of history; all pages are asked for.", valueName: "rows"))
    var pageSize = 500

    @Option(help: ArgumentHelp("open or close.", valueName: "mode"))
    var mode: String?

    @Option(help: ArgumentHelp("DCU number.", valueName: "number"))
    var dcu: String?

    /// - Throws: `CommandFailure` naming the flag that is missing or wrong.
    func call(_ endpoint: Endpoint) throws -> Call {
        switch endpoint {
        case .getToken: return Call { await $0.logIn() }
        case .readFrozen: return try read(.frozen)
        case .readSingle: return try read(.single)
        case .historyFrozen: return try history(.frozen)
        case .historySingle: return try history(.single)
        case .relay:
            let (meters, mode) = (try list(), try required(mode, flag: "--mode"))
            guard ["open", "close"].contains(mode) else {
                throw CommandFailure.usage("--mode must be open or close, not '\(mode)'")
            }
            return Call { await $0.relay(meters: meters, mode: mode) }
        case .readArchive:
            let dcu = try required(dcu, flag: "--dcu")
            return Call { await $0.readArchive(dcuNo: dcu) }
        case .addArchive:
            let (dcu, meters) = (try required(dcu, flag: "--dcu"), try list())
            return Call { await $0.addArchive(dcuNo: dcu, archives: meters.map { ($0, "1") }) }
        case .removeArchive:
            let (dcu, meters) = (try required(dcu, flag: "--dcu"), try list())
            return Call { await $0.removeArchive(dcuNo: dcu, meters: meters) }
        }
    }

    private func read(_ kind: ReadingKind) throws -> Call {
        let (meters, code) = (try list(), try code(kind))
        guard kind == .frozen else { return Call { await $0.read(kind, cgcode: code, meters: meters) } }
        let (start, end) = try window()
        return Call { await $0.read(kind, cgcode: code, meters: meters, start: start, end: end) }
    }

    private func history(_ kind: ReadingKind) throws -> Call {
        guard pageSize > 0 else { throw CommandFailure.usage("--page-size must be 1 or more, not \(pageSize)") }
        let (meters, code, pageSize) = (try list(), try code(kind), pageSize)
        let (start, end) = try window()
        return Call {
            await $0.history(kind, cgcode: code, meters: meters, start: start, end: end, pageSize: pageSize)
        }
    }

    private func code(_ kind: ReadingKind) throws -> String {
        let code = try required(cgcode, flag: "--cgcode")
        let isComposite = Cgcode(rawValue: code)?.category == .composite
        guard isComposite == (kind == .frozen) else {
            let wanted = kind == .frozen ? "1, 2 or 3" : "a single such as 5069"
            throw CommandFailure.usage("--cgcode must be \(wanted) for this call, not '\(code)'")
        }
        return code
    }

    private func list() throws -> [String] {
        let numbers = try required(meters, flag: "--meters").split(separator: ",").map { number in
            String(number.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        guard !numbers.isEmpty else { throw CommandFailure.usage("--meters names no meter") }
        return numbers
    }

    private func window() throws -> (start: CivilTime, end: CivilTime) {
        let window = (start: try date(start, of: "--start"), end: try date(end, of: "--end"))
        guard window.start <= window.end else {
            throw CommandFailure.usage("--start \(window.start) is after --end \(window.end)")
        }
        return window
    }

    private func date(_ text: String?, of flag: String) throws -> CivilTime {
        let text = try required(text, flag: flag)
        guard let time = CivilTime(parsing: text) ?? CivilTime(parsing: text + " 00:00:00") else {
            throw CommandFailure.usage("\(flag) must be like 2024-07-01 or '2024-07-01 00:00:00', not '\(text)'")
        }
        return time
    }

    private func required(_ value: String?, flag: String) throws -> String {
        guard let value, !value.isEmpty else { throw CommandFailure.usage("this call needs \(flag)") }
        return value
    }
}
