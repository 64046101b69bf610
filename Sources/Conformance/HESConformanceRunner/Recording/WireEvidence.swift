import HESConformance
import HESContract
import HESRuntime
import HESSimulation
import JSON
import Synchronization

/// HTTP as the suite saw it.
final class WireEvidence: WireObserver {
    private let recorder: EvidenceRecorder
    private let plans: PlanWatch
    /// Calls by the number of their exchange.
    private let endpoints = Mutex<[Int: Endpoint?]>([:])
    private let count = Mutex(0)

    init(_ recorder: EvidenceRecorder, _ plans: PlanWatch) {
        self.recorder = recorder
        self.plans = plans
    }

    func requestCame(_ request: CallRequest) -> Int {
        let number = count.withLock { count in
            count += 1
            return count
        }
        endpoints.withLock { $0[number] = request.endpoint }
        var members: [(String, JSONValue)] = [
            ("exchange", .number("\(number)")), ("method", .string(request.method)),
            ("path", .string(String(request.path))),
        ]
        if let query = request.query { members.append(("query", .string(String(query)))) }
        if let endpoint = request.endpoint { members.append(("endpoint", .string(endpoint.rawValue))) }
        members.append(("contentType", .string(request.contentType)))
        if request.isOpenAPI, let token = request.headerToken { members.append(("headerToken", .string(token))) }
        recorder.record(.wire, "http.request", members + Self.body(request.body))
        return number
    }

    func replyLeaves(_ reply: OutgoingReply, to number: Int) {
        let endpoint = endpoints.withLock { $0.removeValue(forKey: number) } ?? nil
        let json = (try? JSONParser.parse(Self.withoutMark(reply.body)))?.value
        let data = json?.member("data")?.value
        if endpoint == .getToken, let token = data?.member("token")?.value.string { recorder.hide(token: token) }
        var members: [(String, JSONValue)] = [("exchange", .number("\(number)"))]
        if let endpoint { members.append(("endpoint", .string(endpoint.rawValue))) }
        members += [("status", .number("\(reply.status)")), ("code", .number("\(reply.code)"))]
        if reply.extent != .whole { members.append(("extent", .string("\(reply.extent)"))) }
        if let reason = reply.reason { members.append(("reason", .string(reason))) }
        let planID = data?.member("planId")?.value.string
        if let planID { members.append(("planId", .string(planID))) }
        let topic = data?.member("topicId")?.value.string ?? data?.member("topic")?.value.string
        if let topic { members.append(("topic", .string(topic))) }
        recorder.record(.wire, "http.reply", members + Self.body(reply.body))
        if let planID { plans.answered(planID) }
    }

    func refusalLeaves(status: Int, to number: Int) {
        endpoints.withLock { $0[number] = nil }
        recorder.record(.wire, "http.reply", [("exchange", .number("\(number)")), ("status", .number("\(status)"))])
    }

    /// The text and, where it is JSON, what it says.
    static func body(_ bytes: [UInt8]) -> [(String, JSONValue)] {
        let text = String(decoding: bytes.prefix(longestBody), as: UTF8.self)
        guard let json = try? JSONParser.parse(withoutMark(bytes)) else { return [("body", .string(text))] }
        return [("body", .string(text)), ("json", json.value)]
    }

    private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    private static let longestBody = 65_536
}
