import Testing

@Suite("Tidy: nothing is there that nothing uses")
struct ReachTests {
    private static let reach = Reach(Source.all + Source.benchmarks)
    /// What a library calls by these names, through a protocol of its own.
    private static let called: Set = [
        "InboundIn", "InboundOut", "OutboundIn", "OutboundOut", "handlerAdded", "handlerRemoved", "channelRead",
        "channelWritabilityChanged", "userInboundEventTriggered", "errorCaught",
    ]

    @Test("no package symbol is used by tests only")
    func symbols() {
        let found = Self.reach.unusedSymbols.filter { symbol in
            !Self.called.contains { symbol.hasSuffix(" \($0)") }
        }

        #expect(found == [])
    }

    @Test("no source file is reached by nothing")
    func files() {
        #expect(Self.reach.unreachedFiles == [])
    }

    @Test("a symbol and a file that nothing uses are found")
    func canFail() {
        let used = Source(
            path: "Sources/Used.swift",
            text: "package struct Used {\n    package let lost = 1 // lost\n}\n"
        )
        let user = Source(path: "Sources/User.swift", text: "@main\nstruct User { let used = Used() }\n")
        let dead = Source(path: "Sources/Dead.swift", text: "struct Dead {\n    func lonely() { lonely() }\n}\n")
        let reach = Reach([used, user, dead])

        #expect(reach.unusedSymbols == ["Sources/Used.swift lost"])
        #expect(reach.unreachedFiles == ["Sources/Dead.swift"])
    }
}
