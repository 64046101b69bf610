/// Numbers that joined a DCU's archive, in the order in which they first joined.
struct JoinedMeters: Sendable {
    private(set) var inOrder: [String] = []
    private var known: Set<String> = []

    mutating func insert(_ devAddr: String) {
        if known.insert(devAddr).inserted { inOrder.append(devAddr) }
    }
}

extension JoinedMeters: Codable {
    init(from decoder: any Decoder) throws {
        for devAddr in try [String](from: decoder) { insert(devAddr) }
    }

    func encode(to encoder: any Encoder) throws {
        try inOrder.encode(to: encoder)
    }
}
