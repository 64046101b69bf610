import Testing

@Suite("Tidy: functions")
struct FunctionTests {
    /// Numbers that may only fall: a change that lowers one writes the new one here.
    private static let longFunctions = 3
    private static let positionalFunctions = 5
    private static let positionalInitialisers = 10

    private static let functions = Source.all.flatMap(SwiftFunction.all(in:))
    private static let lineLimit = 40
    /// Functions of two equals, whose order reads as it is: `min(a, b)`, `remainder(dividend, divisor)`.
    private static let peers: Set = ["min", "max", "swap", "zip", "quotient", "remainder"]

    @Test("few functions are over 40 lines, and no more than before")
    func length() {
        let long = Self.functions.filter { $0.lineCount > Self.lineLimit }

        #expect(long.count == Self.longFunctions, "now \(long.count): \(long.map(\.description))")
    }

    @Test("a call labels every argument but the first; those that do not want that become fewer")
    func labels() {
        let found = Self.functions.filter(Self.isPositional)
        let (initialisers, functions) = (found.filter(\.isInitialiser), found.filter { !$0.isInitialiser })

        #expect(functions.count == Self.positionalFunctions, "\(Self.list(functions))")
        #expect(initialisers.count == Self.positionalInitialisers, "\(Self.list(initialisers))")
    }

    @Test("a long function and a positional one are found")
    func canFail() throws {
        let body = String(repeating: "        step()\n", count: 40)
        let text = """
            struct Made {
                package static func long<Item>(
                    of item: Item, _ second: (_ one: Int, _ two: Int) -> Void
                ) {
            \(body)    }
                func positional(_ first: Int, _ second: [Int: Int] = [:], label _: Int) -> Int { first }
                private init(_ first: Int, _ second: Int) {}
                static func + (_ left: Made, _ right: Made) -> Made { left }
                func min(_ first: Int, _ second: Int) -> Int { first }
            }
            """
        let found = SwiftFunction.all(in: Source(path: "Sources/Made.swift", text: text))

        #expect(found.map(\.name) == ["long", "positional", "init", "+", "min"])
        #expect(found.map(\.lineCount) == [44, 1, 1, 1, 1])
        #expect(found.map(\.unlabelledCount) == [1, 2, 2, 2, 2])
        #expect(found.filter(Self.isPositional).map(\.name) == ["positional", "init"])
        #expect(found.map(\.isInitialiser) == [false, false, true, false, false])
    }

    /// Operators have no labels.
    private static func isPositional(_ function: SwiftFunction) -> Bool {
        function.unlabelledCount >= 2 && !function.isOperator && !peers.contains(function.name)
    }

    private static func list(_ functions: [SwiftFunction]) -> String {
        "now \(functions.count):\n\(functions.map(\.description).joined(separator: "\n"))"
    }
}
