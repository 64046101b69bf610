import JSON
import SimulationTestSupport

/// Values at the edges of what decoders take, and changes of trees and bytes.
enum Mutation {
    static let numbers = [
        "0", "-0", "1", "-1", "2", "7", "60", "1.5", "0.001", "1e3", "1e400", "-1e400", "1e-400", "999999999",
        "2147483647", "2147483648", "-2147483649", "4294967296", "9007199254740993", "9223372036854775807",
        "9223372036854775806", "-9223372036854775808", "9223372036854775808", "18446744073709551615",
        "18446744073709551616", "1000000000000000000000000000000", "36500", "100000000", "65536",
    ]

    /// Around which whole numbers are judged otherwise.
    static let edges = [
        "0", "-1", "1", "3", "50000", "50001", "9223372036854775806", "9223372036854775807", "-9223372036854775808",
        "18446744073709551615",
    ]

    static let texts =
        numbers + [
            "", " ", "\0", "\n", "\u{7F}", "\u{2028}", "é", "😀", "%s%n", "../../etc", "..", "/", "#", "+", "$SYS",
            "1,1,1",
            "0ms", "1ms", "250ms", "5s", "1.5m", "36500d", "36501d", "-7s", "-36500d", "9223372036854775807ms",
            "99999999999999999999d", "0.0000000001ms", "x60", "x0.001", "x1000000", "x0", "xnan", "xinf", "real",
            "manual",
            "untilIdle", "never", "2024-07-12 10:00:00", "0000-01-01 00:00:00", "1970-01-01 00:00:00",
            "1995-01-01 00:00:00", "2095-12-31 23:59:59", "9999-12-31 00:00:00", "9999-12-31 23:59:59",
            "2024-02-30 00:00:00", "2024-13-01 00:00:00", "+08:00", "-14:00", "+14:00", "+1:-1", "UTC", "Europe/Berlin",
            "Pacific/Apia", "No/Where", "999999999999999999", "000000000000000000", "9999999999999999999", "1001",
            "5069",
            "D0", "T", "demo", "fault-1", "P003_1", "A", "B", "start+1d",
        ] + [
            String(repeating: "é", count: 200), String(repeating: "9", count: 400), String(repeating: "a", count: 5000),
        ]
        + [String(repeating: "1,", count: 600)]

    static func text(_ choices: inout Choices) -> String { choices.element(of: texts) }

    static func value(_ choices: inout Choices) -> JSONValue {
        switch choices.index(below: 10) {
        case 0...3: .number(choices.element(of: numbers))
        case 4...6: .string(text(&choices))
        case 7: choices.element(of: [.null, .bool(true), .bool(false)])
        case 8: choices.element(of: [.array([]), .object([]), nested(61)])
        default: .array((0..<choices.index(below: 3)).map { _ in JSONNode(offset: 0, value: value(&choices)) })
        }
    }

    private static func nested(_ depth: Int) -> JSONValue {
        depth == 0 ? .array([]) : .array([JSONNode(offset: 0, value: nested(depth - 1))])
    }

    // MARK: Trees

    /// The tree with as many changes as asked: another value, a member taken away, given twice, renamed or moved.
    static func changed(_ tree: JSONValue, times: Int, _ choices: inout Choices) -> JSONValue {
        (0..<times).reduce(tree) { tree, _ in
            var place = choices.index(below: Swift.max(1, count(tree)))
            return change(tree, at: &place, of: tree, &choices)
        }
    }

    private static func count(_ value: JSONValue) -> Int {
        switch value {
        case .array(let nodes): nodes.reduce(1) { $0 + count($1.value) }
        case .object(let members): members.reduce(1) { $0 + count($1.node.value) }
        default: 1
        }
    }

    /// Changes the value at `place`, counted in the order of the text; `place` is negative when that is done.
    private static func change(
        _ value: JSONValue,
        at place: inout Int,
        of tree: JSONValue,
        _ choices: inout Choices
    ) -> JSONValue {
        guard place >= 0 else { return value }
        place -= 1
        if place < 0 { return other(than: value, in: tree, &choices) }
        switch value {
        case .array(let nodes):
            return .array(
                nodes.map { JSONNode(offset: 0, value: change($0.value, at: &place, of: tree, &choices)) }
            )
        case .object(let members):
            return .object(members.map { $0.with(change($0.node.value, at: &place, of: tree, &choices)) })
        default: return value
        }
    }

    private static func other(than value: JSONValue, in tree: JSONValue, _ choices: inout Choices) -> JSONValue {
        switch value {
        case .array(var nodes) where !choices.once(in: 4):
            guard !nodes.isEmpty else { return .array([JSONNode(offset: 0, value: self.value(&choices))]) }
            let index = choices.index(below: nodes.count)
            if choices.once(in: 2) { nodes.remove(at: index) } else { nodes.append(nodes[index]) }
            return .array(nodes)
        case .object(var members) where !choices.once(in: 4):
            guard !members.isEmpty else { return value }
            let index = choices.index(below: members.count)
            switch choices.index(below: 4) {
            case 0: members.remove(at: index)
            case 1: members.append(members[index])
            case 2: members[index] = members[index].with(self.value(&choices))
            default:
                let key = choices.once(in: 2) ? text(&choices) : members[index].key + "x"
                members.append(JSONMember(key: key, keyOffset: 0, node: members[index].node))
            }
            return .object(members)
        case .number(let digits) where choices.once(in: 3):
            let number = Int(digits) ?? 0
            return .number("\(number &+ choices.element(of: [-1, 1, 1000, number]))")
        default:
            return choices.once(in: 5) ? tree : self.value(&choices)
        }
    }

    // MARK: Bytes

    static func bytes(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.node(value)
        return writer.bytes
    }

    private static let inserts: [[UInt8]] =
        [
            [0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0], [0xEF, 0xBB, 0xBF], [0x0D, 0x0A, 0x0D, 0x0A],
        ] + ["\\u12", "\\ud800", "\\udc00\\ud800", "\"", "{", "]", ",", "1e999", "-", "//", ":"].map { Array($0.utf8) }

    /// Cut, overwritten, filled up, flipped.
    static func spoilt(_ bytes: [UInt8], _ choices: inout Choices) -> [UInt8] {
        let place = choices.index(below: bytes.count + 1)
        let rest = choices.index(below: bytes.count - place + 1) + place
        switch choices.index(below: 6) {
        case 0: return Array(bytes[..<place])
        case 1: return Array(bytes[..<place]) + choices.element(of: inserts) + bytes[place...]
        case 2: return Array(bytes[..<place]) + bytes[rest...]
        case 3: return Array(bytes[..<rest]) + bytes[place...]
        case 4: return noise(choices.index(below: 40), &choices)
        default:
            guard place < bytes.count else { return bytes }
            var bytes = bytes
            bytes[place] ^= UInt8(1 << choices.index(below: 8))
            return bytes
        }
    }

    static func noise(_ count: Int, _ choices: inout Choices) -> [UInt8] {
        (0..<count).map { _ in UInt8(choices.index(below: 256)) }
    }

    /// The bytes in pieces of random size, about 500 of them at most.
    static func pieces(_ bytes: [UInt8], _ choices: inout Choices) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        var rest = bytes[...]
        let most = max(choices.element(of: [1, 3, 17, 200, 100_000]), bytes.count / 250)
        while !rest.isEmpty {
            let piece = rest.prefix(1 + choices.index(below: most))
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}

extension JSONMember {
    fileprivate func with(_ value: JSONValue) -> JSONMember {
        JSONMember(key: key, keyOffset: 0, node: JSONNode(offset: 0, value: value))
    }
}
