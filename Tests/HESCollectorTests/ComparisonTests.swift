import HESContract
import HESReferenceClient
import HESSimulation
import SimulationKernel
import Testing

@testable import HESCollector

@Suite("A database held against the meters")
struct ComparisonTests {
    private static let start = Shared.instant("2024-07-11 12:00:00")
    private static let devAddr = "202407100001"

    private let truth: FieldTruth
    private let stamps: [SimulatedInstant]

    init() {
        var headEnd = HeadEnd(
            WorldConfiguration(
                tenantCode: "1",
                users: [],
                start: Self.start,
                dcus: [DCUConfiguration(dcuNo: "1")],
                meterGroups: [MeterGroup(first: Self.devAddr, dcu: 0)]
            )
        )
        _ = headEnd.advance(to: Self.start + .hours(2))
        truth = FieldTruth(headEnd, known: [])
        stamps = (0...8).map { Self.start + .minutes(15 * $0) }
    }

    private var rows: [Row] {
        truth.rows(.loadProfile, of: truth.places[0], at: stamps).flatMap { row in
            row.channels.map { channel in
                Row(
                    devAddr: Self.devAddr,
                    cgcode: channel.cgcode.rawValue,
                    timestamp: row.timestamp.milliseconds,
                    value: channel.decimal,
                    unit: channel.cgcode.unit.rawValue
                )
            }
        }
    }

    private func comparison(
        of rows: [Row],
        filledAt: SimulatedInstant = start + .hours(2),
        isBreakerOpen: Bool? = nil
    ) -> Comparison {
        var meter = KnownMeter(devAddr: Self.devAddr, dcuNo: "1", since: Self.start.milliseconds, interval: 15)
        meter.isBreakerOpen = isBreakerOpen
        var meters = MeterList()
        _ = meters.add(meter)
        var values = ValueBook()
        _ = values.put(rows)
        let state = CollectorState(
            meters: meters,
            values: values,
            breakers: BreakerCount(),
            through: [.loadProfile: truth.now.milliseconds],
            comparedAt: Self.start,
            filledAt: filledAt,
            fileProblem: nil
        )
        return Comparison(state, with: truth)
    }

    @Test("a complete and true database has no difference, however its decimals are written")
    func whole() {
        var rows = rows
        rows[0].value += "000"
        let result = comparison(of: rows)

        #expect(result.frozenCount == 9 * 6)
        #expect(result.collectedCount == 9 * 6)
        #expect(result.differences.all.isEmpty)
    }

    @Test("a value that nothing took away is missing without an explanation")
    func missing() {
        let result = comparison(of: Array(rows.dropFirst()))

        #expect(result.unexplained.map(\.kind) == [.missing])
        #expect(result.unexplained.map(\.first) == [Self.start])
    }

    @Test("a value that came after the last occasion to ask again is still due")
    func stillDue() {
        let result = comparison(of: Array(rows.dropLast()), filledAt: Self.start + .hours(1))

        #expect(result.unexplained.isEmpty)
        #expect(result.differences.all.map(\.explanations) == [[Comparison.due]])
    }

    @Test("a wrong value is told beside the true one")
    func wrong() {
        var rows = rows
        let value = rows[0].value
        rows[0].value = "999999.999"
        let result = comparison(of: rows)

        #expect(result.unexplained.map(\.kind) == [.differs])
        #expect(result.unexplained.first?.example == "5069 is 999999.999, the meter shows \(value)")
    }

    @Test("a breaker that is believed open and is not, is a difference")
    func breaker() {
        let result = comparison(of: rows, isBreakerOpen: true)

        #expect(result.unexplained.map(\.kind) == [.breaker])
        #expect(comparison(of: rows, isBreakerOpen: false).unexplained.isEmpty)
    }
}
