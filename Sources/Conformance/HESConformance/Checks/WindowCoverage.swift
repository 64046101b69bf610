import HESContract
import JSON
import SimulationKernel

/// The accepted windows together cover every freeze of the range that was asked for, on the wall clock of the HES, so that a
/// client that sends another zone's time fails.
///
/// How the range is split is free.
struct WindowCoverage: Check {
    static let type = "windowCoverage"
    static let plane = EvidenceEvent.Plane.wire

    private let scope: Scope
    private let meters: [String]
    private let start: String
    private let end: String
    private let grid: FreezePeriod

    init(_ reader: ObjectReader) {
        scope = Scope(reader, isEndpointRequired: true)
        meters = reader.strings("meters")
        start = reader.string("start")
        end = reader.string("end")
        grid = reader.word("grid") ?? .day
        if CivilTime(parsing: start) == nil || CivilTime(parsing: end) == nil {
            reader.complain("start", expected: "YYYY-MM-DD HH:mm:ss, as 'end'", found: .string(start))
        }
    }

    var steps: [Int]? { scope.steps }
    var expected: String { "windows of \(scope.words) that cover \(start) to \(end) without a hole" }

    func judge(_ evidence: Evidence, in testCase: Case) -> Finding {
        let accepted = scope.requests(evidence).filter(\.isAccepted)
        guard !accepted.isEmpty else { return .notReached("no \(scope.words) was accepted") }
        for meter in meters {
            for instant in grid.instants(from: start, to: end)
            where !accepted.contains(where: { $0.covers(instant, of: meter) }) {
                guard scope.isSettled(evidence, in: testCase) else {
                    return .notReached("the steps did not come to their end")
                }
                return .fail("no accepted window of meter \(meter) has \(instant)", at: accepted.map(\.seq))
            }
        }
        return .pass("every freeze is in a window", at: accepted.map(\.seq))
    }
}
