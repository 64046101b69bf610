import HESContract
import HESSimulation
import SimulationKernel

/// Prints what the core spends on questions about history, from the request's bytes to the answer's, without HTTP.
struct HistoryBenchmark {
    private var headEnd: HeadEnd
    private var now: SimulatedInstant
    private var token = ""
    private var meter = 0

    private static let meterCount = 100
    private static let readCount = 65_000

    /// 2024-07-11 00:00 in the zone +08:00.
    private static let start = SimulatedInstant(milliseconds: 1_720_627_200_000)

    init(_ dialect: Dialect = Dialect(), faults: [FaultRule] = []) {
        var configuration = WorldConfiguration(
            tenantCode: "T",
            users: [User(username: "u", password: "p", secretKey: "k")],
            start: Self.start,
            dcus: [DCUConfiguration(dcuNo: "1", link: .instant)],
            meterGroups: [MeterGroup(first: "100000000", count: Self.meterCount, dcu: 0)]
        )
        configuration.dialect = dialect
        configuration.faults = faults
        headEnd = HeadEnd(configuration)
        now = Self.start
        token = logIn()
    }

    static func run(_ measurement: Measurement) {
        pages(measurement)
        shuffled(measurement)
        afterReads(measurement)
        underRules(measurement)
    }

    private static func pages(_ measurement: Measurement) {
        var world = HistoryBenchmark()
        let calls = 2000
        measurement.cost("historySingle, 20 rows: an answer", count: calls) {
            world.ask(.historySingle, .quarters, times: calls)
        }
        measurement.cost("historyFrozen, 20 daily rows with demand: an answer", count: calls) {
            world.ask(.historyFrozen, .days, times: calls)
        }
        measurement.cost("historyFrozen, 1000 load-profile rows: an answer", count: calls / 20) {
            world.ask(.historyFrozen, .profile, times: calls / 20)
        }
    }

    private static func shuffled(_ measurement: Measurement) {
        var dialect = Dialect()
        dialect.rowOrder = .shuffled
        var (ordered, shuffled) = (HistoryBenchmark(), HistoryBenchmark(dialect))
        for (name, question) in [("20 daily", Question.days), ("1000 load-profile", .profile)] {
            measurement.ratio("historyFrozen, \(name) rows: rowOrder shuffled ÷ stable", most: 1.3) {
                shuffled.ask(.historyFrozen, question, times: 200)
            } to: {
                ordered.ask(.historyFrozen, question, times: 200)
            }
        }
    }

    private static func afterReads(_ measurement: Measurement) {
        let name = "historySingle, 20 rows: after \(readCount) reads of that meter ÷ before"
        guard measurement.isWanted(name) else { return }
        var (read, unread) = (HistoryBenchmark(), HistoryBenchmark())
        read.readMeter(times: readCount)
        measurement.ratio(name, most: 1.05) {
            read.ask(.historySingle, .firstMeter, times: 4000)
        } to: {
            unread.ask(.historySingle, .firstMeter, times: 4000)
        }
    }

    /// A rule about 5 % of the rows, with a window of every evening and without one.
    private static func underRules(_ measurement: Measurement) {
        let evening = Recurrence(from: 18 * 3_600_000, until: 20 * 3_600_000, days: Recurrence.Days(), in: .plusEight)
        var (recurring, always) = (HistoryBenchmark(faults: [rule(evening)]), HistoryBenchmark(faults: [rule(nil)]))
        for (name, question) in [("20 daily", Question.days), ("1000 load-profile", .profile)] {
            measurement.ratio("historyFrozen, \(name) rows: under a rule that recurs ÷ without its window", most: 1.5) {
                recurring.ask(.historyFrozen, question, times: 200)
            } to: {
                always.ask(.historyFrozen, question, times: 200)
            }
        }
    }

    private static func rule(_ recurrence: Recurrence?) -> FaultRule {
        var when = RuleTime()
        when.recurrence = recurrence
        return FaultRule(id: "some", type: "missingRows", when: when, effect: .rows(SomeMissing()))
    }

    private struct SomeMissing: RowEffect {
        var presence: RowPresence { .missing(share: 0.05) }
    }

    // MARK: Calls

    private struct Question {
        var cgcode: String
        var start: String
        var end: String
        var pageSize = 20
        var isOfFirstMeter = false

        static let quarters = Self(cgcode: "5050", start: "2024-07-01 00:00:00", end: "2024-07-01 04:45:00")
        static let days = Self(cgcode: "1", start: "2024-06-01 00:00:00", end: "2024-06-20 00:00:00")
        static let profile = Self(
            cgcode: "3",
            start: "2024-06-01 00:00:00",
            end: "2024-06-30 00:00:00",
            pageSize: 1000
        )
        static let firstMeter = Self(
            cgcode: "5050",
            start: "2024-07-01 00:00:00",
            end: "2024-07-01 04:45:00",
            isOfFirstMeter: true
        )
    }

    /// - Returns: the number of bytes of the answers.
    private mutating func ask(_ endpoint: Endpoint, _ question: Question, times: Int) -> Int64 {
        (0..<times).reduce(0) { sum, _ in
            meter = question.isOfFirstMeter ? 0 : (meter + 1) % Self.meterCount
            let page = #""start":"\#(question.start)","end":"\#(question.end)","curPage":1,"#
            let size = #""pageSize":\#(question.pageSize)"#
            return sum + Int64(call(endpoint, #"\#(asked(question.cgcode)),\#(page)\#(size)"#).count)
        }
    }

    private func asked(_ cgcode: String) -> String {
        #""token":"\#(token)","devList":"\#(100_000_000 + meter)","cgcode":"\#(cgcode)""#
    }

    private mutating func readMeter(times: Int) {
        meter = 0
        for _ in 0..<times {
            _ = call(.readSingle, asked("5050"))
            now = now + .milliseconds(50)
            settle(headEnd.advance(to: now))
        }
    }

    private mutating func logIn() -> String {
        let answer = call(.getToken, #""tenantCode":"T","username":"u","password":"p","secretKey":"k""#)
        let parts = String(decoding: answer, as: UTF8.self).split(separator: "\"")
        return parts.firstIndex(of: "token").map { String(parts[$0 + 2]) } ?? ""
    }

    private mutating func call(_ endpoint: Endpoint, _ members: String) -> [UInt8] {
        var request = CallRequest(
            method: "POST",
            uri: endpoint.path,
            contentType: "application/json",
            headerToken: nil
        )
        request.append(Array("{\(members)}".utf8))
        let decoded = ParsedRequest(request, as: endpoint).decoded(within: headEnd.configuration.callLimits)
        let decision = headEnd.decide(decoded, at: now, mayHold: false)
        let reply = decision.rendered(in: headEnd.configuration.dialect).first
        precondition(reply.code == 200, String(decoding: reply.body, as: UTF8.self))
        settle(decision.effects)
        return reply.body
    }

    private mutating func settle(_ effects: [Effect]) {
        for case .publish(let message) in effects { _ = headEnd.settle(message.ticket, failure: nil, at: now) }
    }
}
