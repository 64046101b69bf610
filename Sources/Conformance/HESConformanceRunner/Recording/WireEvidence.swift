import HESConformance
import HESContract
import HESRuntime
import HESSimulation
import JSON
import Synchronization

/// Records HTTP requests and replies.
final class WireEvidence: WireObserver {
    private let recorder: EvidenceRecorder
    private let plans: PlanWatch
    /// The calls of exchanges, by their numbers.
    private let endpoints = Mutex<[Int: Endpoint?]>([:])
    private let count = Mutex(0)

    init(_ recorder: EvidenceRecorder, plans: PlanWatch) {
        self.recorder = recorder
        self.plans = plans
    }

    func requestCame(_ request: CallRequest) -> Int {
        let number = count.withLock { count in
            count += 1
            return count
        }
        endpoints.withLock { $0[number] = request.endpoint }
        var event = EvidenceEvent.HTTPRequest(exchange: number, method: request.method, path: String(request.path))
        event.query = request.query.map(String.init)
        event.endpoint = request.endpoint
        event.contentType = request.contentType
        event.headerToken = request.isOpenAPI ? request.headerToken : nil
        (event.body, event.json) = Self.body(request.body)
        recorder.record(.httpRequest(event))
        return number
    }

    func replyLeaves(_ reply: OutgoingReply, to number: Int) {
        let endpoint = endpoints.withLock { $0.removeValue(forKey: number) } ?? nil
        let (text, json) = Self.body(reply.body)
        let data = json?.member("data")?.value
        if endpoint == .getToken, let token = data?.member("token")?.value.string { recorder.hide(token: token) }
        var event = EvidenceEvent.HTTPReply(exchange: number, status: reply.status)
        event.endpoint = endpoint
        event.code = reply.code
        event.extent = reply.extent == .whole ? nil : "\(reply.extent)"
        event.reason = reply.reason
        event.planID = data?.member("planId")?.value.string
        event.topic = data?.member("topicId")?.value.string ?? data?.member("topic")?.value.string
        (event.body, event.json) = (text, json)
        recorder.record(.httpReply(event))
        // Last: from now on the plan's push may leave.
        if let planID = event.planID { plans.answered(planID) }
    }

    func refusalLeaves(status: Int, to number: Int) {
        endpoints.withLock { $0[number] = nil }
        recorder.record(.httpReply(.init(exchange: number, status: status)))
    }

    /// The text and, if it is JSON, its value.
    static func body(_ bytes: [UInt8]) -> (text: String, json: JSONValue?) {
        let text = String(decoding: bytes.prefix(longestBody), as: UTF8.self)
        return (text, (try? JSONParser.parse(withoutMark(bytes)))?.value)
    }

    private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    private static let longestBody = 65_536
}
