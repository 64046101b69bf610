import HESContract
import JSON

/// `{planId, data:{status, list}}`, as far as it can be read.
struct ReceivedPush: Sendable {
    var planID: String
    /// 00, 01 or 02; nil without one.
    var status: String?
    /// Empty if the list is absent or null.
    var list: [JSONValue]
    /// Whether it came below the plan's topic, as parts on `topic/1…n` do.
    var isOnSubtopic = false
    var byteCount = 0

    /// - Returns: nil if the payload is no push.
    init?(payload: [UInt8], topic: String) {
        guard let json = EnvelopeReader.json(payload),
            let planID = json.member("planId")?.value.plainText, !planID.isEmpty,
            let data = json.member("data")?.value, case .object = data
        else { return nil }
        self.planID = planID
        status = data.member("status")?.value.plainText.map { $0.count == 1 ? "0" + $0 : $0 }
        list = data.member("list")?.value.elements ?? []
        isOnSubtopic = !TopicFilters.core(topic).hasSuffix(planID)
        byteCount = payload.count
    }

    init(planID: String, status: String?, list: [JSONValue] = []) {
        self.planID = planID
        self.status = status
        self.list = list
    }
}
