import Testing

@testable import HESReferenceClient

@Suite("Paging")
struct PagingTests {
    /// A server with this many rows; `page` 1 is the first.
    private func follow(
        rows: Int,
        asked: Int,
        clamp: Int? = nil,
        echoesClamp: Bool = true,
        total: (_ onPage: Int) -> Int?,
        pastEnd: (_ lastPage: [String]) -> [String] = { _ in [] },
        defects: Defects = []
    ) -> (pages: [Int], rows: Int) {
        var paging = Paging(pageSize: asked, defects: defects)
        var step = paging.first
        var pages: [Int] = []
        while case .ask(let page, let size) = step, pages.count < 1000 {
            pages.append(page)
            let real = min(size, clamp ?? size)
            let all = (0..<rows).map { "row-\($0)" }
            let last = Array(all.suffix(rows % real == 0 ? real : rows % real))
            let from = (page - 1) * real
            let keys = from < rows ? Array(all[from..<min(rows, from + real)]) : pastEnd(last)
            let echoed = echoesClamp ? real : size
            step = paging.take(ReceivedPage(total: total(keys.count), pageSize: echoed, keys: keys))
        }
        return (pages, paging.uniqueCount)
    }

    @Test("45 rows in pages of 20 are pages 1, 2, 3 and no more")
    func documented() {
        let result = follow(rows: 45, asked: 20) { _ in 45 }

        #expect(result.pages == [1, 2, 3])
        #expect(result.rows == 45)
    }

    @Test("all rows are kept where total is half of them, or counts the page alone")
    func wrongTotal() {
        #expect(follow(rows: 45, asked: 20) { _ in 22 }.rows == 45)
        #expect(follow(rows: 45, asked: 20) { $0 }.rows == 45)
        #expect(follow(rows: 80, asked: 20) { _ in 40 }.rows == 80)
        #expect(follow(rows: 45, asked: 20) { _ in nil }.rows == 45)
    }

    @Test("a total that is too large ends with one empty page")
    func tooLarge() {
        let result = follow(rows: 45, asked: 20) { _ in 1000 }

        #expect(result.pages == [1, 2, 3, 4])
        #expect(result.rows == 45)
    }

    @Test("a clamped size costs no row, echoed or silent, with any total")
    func clamped() {
        for echoes in [true, false] {
            #expect(follow(rows: 450, asked: 1000, clamp: 100, echoesClamp: echoes) { _ in 450 }.rows == 450)
        }
        #expect(follow(rows: 450, asked: 1000, clamp: 100, echoesClamp: false) { $0 }.pages.prefix(2) == [1, 2])
    }

    @Test("a last page that is repeated for ever ends the list")
    func repeatedLast() {
        let result = follow(rows: 40, asked: 20, total: { _ in 1000 }, pastEnd: { $0 })

        #expect(result.pages == [1, 2, 3])
        #expect(result.rows == 40)
    }

    @Test("an empty list is one page")
    func empty() {
        #expect(follow(rows: 0, asked: 20) { _ in 0 }.pages == [1])
    }

    @Test("rows that came twice while others did not are a gap")
    func gap() {
        var paging = Paging(pageSize: 2)
        _ = paging.take(ReceivedPage(total: 4, pageSize: 2, keys: ["a", "b"]))
        _ = paging.take(ReceivedPage(total: 4, pageSize: 2, keys: ["b", "c"]))

        #expect(paging.hasGap)
        #expect(paging.again() == .ask(page: 1, size: 4))
    }

    @Test("the defects of paging stop early")
    func defects() {
        #expect(follow(rows: 45, asked: 20, total: { _ in 45 }, defects: [.firstPageOnly]).pages == [1])
        #expect(follow(rows: 45, asked: 20, total: { _ in 22 }, defects: [.truncatesToTotal]).pages == [1, 2])
    }
}
