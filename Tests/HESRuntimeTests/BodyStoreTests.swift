import Testing

@testable import HESRuntime

@Suite("The store of bodies")
struct BodyStoreTests {
    @Test("keeps 16 MiB, and tells of what is older that it is gone")
    func bound() {
        let store = BodyStore(lastTicket: 0)
        let mebibyte = [UInt8](repeating: 1, count: 1 << 20)
        for entry in 1...17 { store.keep(mebibyte, as: .request(entry)) }

        #expect(!store.request(ofEntry: 1).isKept && !store.request(ofEntry: 2).isKept)
        #expect(store.request(ofEntry: 3).isKept && store.request(ofEntry: 17).isKept)
        #expect(BodyStore.limit == 16 << 20)
    }

    @Test("has no body that is larger than itself")
    func tooLarge() {
        let store = BodyStore(lastTicket: 0)
        store.keep([1], as: .push(1))
        store.keep([UInt8](repeating: 1, count: BodyStore.limit), as: .push(2))

        #expect(store.push(2).isGone && store.push(1).isGone)
    }

    @Test("lets the oldest go first, whether exchange or push, and an answer with its request")
    func oldestFirst() {
        let store = BodyStore(lastTicket: 0)
        let part = [UInt8](repeating: 1, count: BodyStore.limit / 4)
        store.keep([1], as: .push(1))
        store.keep(part, as: .request(10))
        store.keep(part, as: .push(2))
        store.keep(part, as: .reply(10))
        store.keep([1], as: .request(11))
        #expect(store.push(1).isKept && store.reply(ofEntry: 10).isKept)

        store.keep(part, as: .request(12))
        #expect(store.push(1).isGone && store.request(ofEntry: 10).isGone && store.reply(ofEntry: 10).isGone)
        #expect(store.push(2).isKept && store.request(ofEntry: 11).isKept && store.request(ofEntry: 12).isKept)
    }

    @Test("does not take an answer that comes when its request has gone, and drops nothing for it")
    func lateAnswer() {
        let store = BodyStore(lastTicket: 0)
        store.keep([1], as: .request(1))
        for entry in 2...5 { store.keep([UInt8](repeating: 1, count: BodyStore.limit / 4), as: .request(entry)) }
        store.keep([1], as: .push(1))
        store.keep([1], as: .reply(1))

        #expect(store.reply(ofEntry: 1).isGone && store.push(1).isKept)
    }

    @Test("counts a body that takes another's place once")
    func replaced() {
        let store = BodyStore(lastTicket: 0)
        store.keep([1], as: .request(1))
        for _ in 0..<20 { store.keep([UInt8](repeating: 1, count: 1 << 20), as: .request(2)) }

        #expect(store.request(ofEntry: 1).isKept && store.request(ofEntry: 2).isKept)
    }

    @Test("tells a payload or an answer that is still to come from one that is gone")
    func pending() {
        let store = BodyStore(lastTicket: 7)
        store.keep([1], as: .request(1))
        store.keep([1], as: .push(9))

        #expect(store.push(7).isGone && store.push(9).isKept)
        #expect(!store.push(10).isGone && !store.push(10).isKept)
        #expect(!store.reply(ofEntry: 1).isGone && store.reply(ofEntry: 2).isGone)
    }
}

extension BodyStore.Content {
    fileprivate var isKept: Bool {
        if case .kept = self { true } else { false }
    }

    fileprivate var isGone: Bool {
        if case .gone = self { true } else { false }
    }
}
