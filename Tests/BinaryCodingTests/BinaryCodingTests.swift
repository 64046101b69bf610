import BinaryCoding
import Testing

@Suite struct `Binary coding` {
    private enum Shape: Codable, Hashable {
        case empty
        case circle(radius: Double)
        case box(Int, name: String?)
    }

    private enum Color: String, Codable, Hashable { case red, green }

    private struct Everything: Codable, Hashable {
        var flag = true
        var number = -17
        var large = UInt64.max
        var least = Int64.min
        var small = Int8(-3)
        var text = "Zähler ⚡️"
        var half = 0.5
        var blob: [UInt8] = [0, 255, 128]
        var none: String?
        var absent: Int?
        var present: Int? = 4
        var color: Color? = .green
        var shapes: [Shape] = [.empty, .circle(radius: .infinity), .box(3, name: nil), .box(-3, name: "x"), .empty]
        var range = 2..<7
        var nested: [[String]] = [["a"], [], ["b", "c"]]
        var set: Set<Int> = [5]
    }

    @Test func `A value comes back as it was`() throws {
        let value = Everything()
        let bytes = try BinaryEncoder().encode(value)
        #expect(try BinaryDecoder().decode(Everything.self, from: bytes) == value)
    }

    @Test func `The same value has the same bytes`() throws {
        #expect(try BinaryEncoder().encode(Everything()) == BinaryEncoder().encode(Everything()))
    }

    @Test func `Small numbers take one byte, and names of cases are written once`() throws {
        #expect(try BinaryEncoder().encode([1, -1, 63].map(Int64.init)).count == 4 + 3)
        let one = try BinaryEncoder().encode([Shape.circle(radius: 1)]).count
        let two = try BinaryEncoder().encode([Shape.circle(radius: 1), .circle(radius: 2)]).count
        #expect(two - one == 1 + 8)
    }

    @Test func `Bytes that end too early or go on are refused at every place`() throws {
        let bytes = try BinaryEncoder().encode(Everything())
        for length in bytes.indices {
            #expect(throws: (any Error).self) {
                try BinaryDecoder().decode(Everything.self, from: Array(bytes[..<length]))
            }
        }
        #expect(throws: BinaryError.self) {
            try BinaryDecoder().decode(Everything.self, from: bytes + [0])
        }
    }

    @Test func `A changed byte is decoded or refused, and never ends the process`() throws {
        let bytes = try BinaryEncoder().encode(Everything())
        var refusedCount = 0
        for place in bytes.indices {
            for flip: UInt8 in [1, 0x80, 0xFF] {
                var damaged = bytes
                damaged[place] ^= flip
                do {
                    _ = try BinaryDecoder().decode(Everything.self, from: damaged)
                } catch {
                    refusedCount += 1
                }
            }
        }
        #expect(refusedCount > bytes.count / 3)
    }

    @Test func `An absent element of an array is refused`() {
        #expect(throws: EncodingError.self) { try BinaryEncoder().encode([Int?.none]) }
    }

    @Test(arguments: [["1": 2], [:]])
    func `A dictionary with keys of strings or numbers is refused wherever it is`(entries: [String: Int]) throws {
        let numbered = Dictionary(uniqueKeysWithValues: entries.map { (Int($0) ?? 0, $1) })
        #expect(throws: EncodingError.self) { try BinaryEncoder().encode(entries) }
        #expect(throws: EncodingError.self) { try BinaryEncoder().encode([numbered]) }
        #expect(throws: EncodingError.self) { try BinaryEncoder().encode(Holder(values: entries)) }
        let error = #expect(throws: EncodingError.self) { try BinaryEncoder().encode(Case.values(entries)) }
        #expect("\(try #require(error))".contains("encode a sorted list of its entries instead"))
    }

    private struct Holder: Codable { var values: [String: Int]? }
    private enum Case: Codable { case values([String: Int]) }

    @Test func `A dictionary with other keys and names of fields that are numbers come back as they were`() throws {
        let entries = [UInt64(4): "a", 5: "b"]
        let bytes = try BinaryEncoder().encode(entries)
        #expect(try BinaryDecoder().decode([UInt64: String].self, from: bytes) == entries)
        let numbered = Numbered(first: 1, second: "b")
        let encoded = try BinaryEncoder().encode(numbered)
        #expect(try BinaryDecoder().decode(Numbered.self, from: encoded) == numbered)
    }

    private struct Numbered: Codable, Hashable {
        var first: Int
        var second: String

        private enum CodingKeys: Int, CodingKey {
            case first = 1
            case second
        }
    }

    @Test func `A number beyond Int64 is refused unless it is a UInt64`() throws {
        #expect(throws: EncodingError.self) { try BinaryEncoder().encode(UInt.max) }
        #expect(try BinaryDecoder().decode(UInt64.self, from: BinaryEncoder().encode(UInt64.max)) == .max)
    }

    @Test func `A value can ask its decoder for what is kept outside`() throws {
        let key = try #require(CodingUserInfoKey(rawValue: "unit"))
        var decoder = BinaryDecoder()
        decoder.userInfo[key] = "kWh"
        #expect(try decoder.decode(Unit.self, from: []).text == "kWh")
    }

    private struct Unit: Decodable {
        let text: String?

        init(from decoder: any Decoder) {
            text = CodingUserInfoKey(rawValue: "unit").flatMap { decoder.userInfo[$0] as? String }
        }
    }
}
