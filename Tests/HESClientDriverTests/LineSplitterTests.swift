import HESClientDriver
import Testing

@Suite("Driver protocol: lines")
struct LineSplitterTests {
    @Test("lines come out whole, however the bytes arrive", arguments: 1...7)
    func pieces(size: Int) {
        let bytes = Array("ab\n\ncdefg\nh".utf8)
        var splitter = LineSplitter(maximumBytes: 5)
        var lines: [LineSplitter.Line] = []

        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += splitter.split(Array(bytes[start..<min(start + size, bytes.count)]))
        }

        #expect(lines == [.whole(Array("ab".utf8)), .whole([]), .whole(Array("cdefg".utf8))])
        #expect(splitter.rest == Array("h".utf8))
    }

    @Test("of a line that is too long only the beginning is held, and the next one is whole")
    func tooLong() {
        var splitter = LineSplitter(maximumBytes: 3)

        let first = splitter.split(Array("abcd".utf8))
        let rest = splitter.split(Array("efgh\nij\n".utf8))

        #expect(first.isEmpty)
        #expect(rest == [.tooLong(Array("abc".utf8)), .whole(Array("ij".utf8))])
    }
}
