import JSON
import SimulationKernel

/// The switches that change a whole answer or push, independent of its content.
extension Dialect {
    /// The bytes to send for `json`; the same bytes if all these switches have their default.
    func finished(_ json: [UInt8]) -> [UInt8] {
        guard isReworked || !bom.bytes.isEmpty else { return json }
        guard isReworked, let node = try? JSONParser.parse(json) else {
            return bom.bytes + json
        }
        var order = SeededHash(seed: 0).about(String(decoding: json, as: UTF8.self))
        var writer = JSONWriter(capacity: json.count + json.count / 2)
        writer.node(reworked(node.value, isRoot: true, order: &order))
        return bom.bytes + writer.bytes
    }

    private var isReworked: Bool { fieldOrder.isShuffled || unknownFields.arePresent }

    private func reworked(_ value: JSONValue, isRoot: Bool, order: inout SeededHash) -> JSONValue {
        switch value {
        case .array(let nodes):
            return .list(nodes.map { reworked($0.value, isRoot: false, order: &order) })
        case .object(let own):
            var members = own.map { ($0.key, reworked($0.node.value, isRoot: false, order: &order)) }
            if unknownFields.arePresent { members += Self.unknownMembers(isRoot: isRoot, beside: own) }
            guard fieldOrder.isShuffled else { return .members(members) }
            order = order.about(UInt64(members.count))
            return .members(order.order(of: members.count).map { members[$0] })
        default: return value
        }
    }

    /// Members that the document does not name: an integer, a null and a nested object.
    private static func unknownMembers(isRoot: Bool, beside own: [JSONMember]) -> [(String, JSONValue)] {
        if isRoot { return [("version", 2), ("extra", ["source": "hes"])] }
        return own.contains { $0.key == "devAddr" } ? [("quality", 0), ("remark", .null)] : [("remark", .null)]
    }
}
