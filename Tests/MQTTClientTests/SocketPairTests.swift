import CSocketPair
import Foundation
import Synchronization
import Testing

@Suite("Socket pairs of libmosquitto")
struct SocketPairTests {
    @Test("a pair is refused while its thread refuses pairs, and given before and after")
    func refusedOnThisThread() {
        #expect(Self.opensPair())
        hes_refuse_socket_pairs(1)
        let isOpened = Self.opensPair()
        let reason = errno
        hes_refuse_socket_pairs(0)
        #expect(!isOpened)
        #expect(reason == EMFILE)
        #expect(Self.opensPair())
    }

    @Test("a thread is given a pair while another thread refuses pairs")
    func givenOnOtherThreads() {
        hes_refuse_socket_pairs(1)
        defer { hes_refuse_socket_pairs(0) }
        let isOpened = Mutex(false)
        let isDone = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            isOpened.withLock { $0 = Self.opensPair() }
            isDone.signal()
        }
        isDone.wait()
        #expect(isOpened.withLock { $0 })
    }

    private static func opensPair() -> Bool {
        var ends: [Int32] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return false }
        return ends.allSatisfy { close($0) == 0 }
    }
}
