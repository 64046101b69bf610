import Testing

@testable import HESRuntime

@Suite("Values by their numbers")
struct NumberedBodiesTests {
    @Test("are found whether they came in order or not")
    func order() {
        var kept = NumberedBodies<Int, String>()
        for number in [2, 4, 6, 20, 12, 1, 9] { kept.change(number, else: "", since: 0) { $0 = "\(number)" } }

        for number in 0...21 {
            #expect(kept[number] == ([1, 2, 4, 6, 9, 12, 20].contains(number) ? "\(number)" : nil))
        }
    }

    @Test("are changed where they are")
    func change() {
        var kept = NumberedBodies<Int, String>()
        for word in ["one", "two"] { kept.change(3, else: "", since: 7) { $0 += word } }

        #expect(kept[3] == "onetwo")
        #expect(kept.oldest == 7)
    }

    @Test("go from the lowest number on")
    func removal() {
        var kept = NumberedBodies<Int, String>()
        for number in [5, 3, 8] { kept.change(number, else: "\(number)", since: number) { _ in } }

        #expect(kept.oldest == 3)
        #expect((0..<4).map { _ in kept.removeFirst() } == ["3", "5", "8", nil])
        #expect(kept.oldest == nil)
    }
}
