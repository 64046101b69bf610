import Foundation
import Testing

@Suite("Tidy: the core is pure")
struct PureCoreTests {
    private static let forbidden = [
        "Date()", ".now(", "ContinuousClock", "SuspendingClock", "random(in:", "SystemRandomNumberGenerator",
        ".randomElement", ".shuffled(", " async", "await ", "Mutex", "NSLock", "Task {", "hashValue", ".hash(into",
        " print(",
    ]

    @Test("no clock, no chance, no lock, nothing asynchronous", arguments: Source.all.filter(\.isCore))
    func nothingImpure(source: Source) {
        for word in Self.forbidden {
            #expect(!source.code.contains(word), "\(source.path) has '\(word)'")
        }
    }

    @Test("no walk over the elements of a Set or Dictionary", arguments: Source.all.filter(\.isCore))
    func nothingUnordered(source: Source) {
        for name in source.unorderedNames {
            for walk in [
                "in \(name) ", "in \(name).", "\(name).map", "\(name).forEach", "\(name).first {", "\(name).reduce",
            ]
            where source.code.contains(walk) {
                Issue.record("\(source.path) walks over '\(name)', which has no order")
            }
        }
    }

    @Test("the check of unordered walks can fail")
    func canFail() {
        let source = Source(
            path: "Sources/Core/X/Y.swift",
            text: "let users: [String: Int] = [:]\nfor user in users { }"
        )

        #expect(source.unorderedNames == ["users"])
        #expect(source.code.contains("in users "))
    }
}
