import Testing

@testable import HESRuntime

@Suite("Values by their numbers")
struct NumberedBodiesTests {
    @Test("are found wherever they are, and no other")
    func search() {
        let numbers = [1, 2, 4, 6, 9, 12, 20]
        var kept = NumberedBodies<Int, String>()
        for number in numbers { kept.append("\(number)", number: number, since: 0) }

        for number in 0...21 { #expect(kept[number] == (numbers.contains(number) ? "\(number)" : nil)) }
    }

    @Test("are changed where they are; one that has been removed does not come back")
    func change() {
        var kept = NumberedBodies<Int, String>()
        for number in [3, 5] { kept.append("\(number)", number: number, since: number) }

        #expect(kept.change(3) { $0 += "!" } != nil)
        #expect(kept[3] == "3!")
        #expect(kept.removeFirst() == "3!")
        #expect(!kept.append("3", number: 3, since: 6) && !kept.append("5", number: 5, since: 6))
        #expect(kept.change(3) { $0 += "!" } == nil)
        #expect(kept[3] == nil && kept[5] == "5")
    }

    @Test("go from the lowest number on")
    func removal() {
        var kept = NumberedBodies<Int, String>()
        for number in [3, 5, 8] { kept.append("\(number)", number: number, since: number) }

        #expect(kept.oldest == 3)
        #expect((0..<4).map { _ in kept.removeFirst() } == ["3", "5", "8", nil])
        #expect(kept.oldest == nil)
    }
}
