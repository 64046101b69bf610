import JSON

/// Rows of an answer or push, read as a client reads them.
struct Page {
    struct Row: Hashable {
        let devAddr: String
        let stamp: Int
        /// Values by the codes of channels; of a single row by an empty text.
        let values: [String: String]

        var value: String { values[""] ?? "" }
    }

    let text: String
    let status: String
    let total: Int
    let rows: [Row]

    init(_ text: String) {
        self.text = text
        let data = (try? JSONParser.parse(Array(text.utf8)))?.value.member("data")?.value
        status = data?.member("status")?.value.string ?? ""
        total = data?.member("total")?.value.integer ?? -1
        guard case .array(let list)? = data?.member("list")?.value else {
            rows = []
            return
        }
        rows = list.map { node in
            var values: [String: String] = [:]
            if case .array(let channels)? = node.value.member("channelData")?.value {
                for channel in channels { values[channel.value.text("cgcode")] = channel.value.text("value") }
            } else {
                values[""] = node.value.text("value")
            }
            return Row(
                devAddr: node.value.text("devAddr"),
                stamp: node.value.member("timestamp")?.value.integer ?? -1,
                values: values
            )
        }
    }

    var stamps: [Int] { rows.map(\.stamp) }
}

extension JSONValue {
    fileprivate func text(_ name: String) -> String {
        switch member(name)?.value {
        case .string(let text): text
        case .number(let digits): digits
        default: ""
        }
    }
}
