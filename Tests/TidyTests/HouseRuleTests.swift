import Foundation
import Testing

@Suite("Tidy: house rules")
struct HouseRuleTests {
    @Test("no file is over 400 lines", arguments: Source.all + Source.tests)
    func length(source: Source) {
        #expect(source.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 401, "\(source.path)")
    }

    @Test("no forced unwrapping of what the outside decides, nothing left open", arguments: Source.all)
    func leftovers(source: Source) {
        for word in ["try!", "TODO", "FIXME", "fatalError(\"not", "Task.detached"] {
            #expect(!source.code.contains(word), "\(source.path) has '\(word)'")
        }
    }

    @Test("tests do not sleep", arguments: Source.tests)
    func sleeps(source: Source) {
        guard !source.path.hasSuffix("HouseRuleTests.swift"), !source.path.hasSuffix("Patience.swift") else { return }
        for word in [".sleep(", "usleep("] { #expect(!source.code.contains(word), "\(source.path)") }
    }

    @Test("the project stands alone: no path outside it", arguments: Source.all + Source.tests)
    func noForeignPaths(source: Source) {
        #expect(!source.text.contains(Source.root.path), "\(source.path)")
    }
}
