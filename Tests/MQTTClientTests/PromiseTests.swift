import MQTTClient
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PromiseTests {
    @Test("a value that was set before is returned at once")
    func earlyValue() async throws {
        let promise = Promise<Int>()
        promise.complete(with: .success(7))
        promise.complete(with: .success(8))

        #expect(try await promise.value() == 7)
    }

    @Test("a value that is set later resumes the one who waits")
    func lateValue() async throws {
        let promise = Promise<Int>()
        async let value = promise.value()
        promise.complete(with: .success(7))

        #expect(try await value == 7)
    }

    @Test("cancelling ends the wait, and a later value does no harm")
    func cancellation() async {
        let promise = Promise<Int>()
        await withThrowingTaskGroup { group in
            group.addTask { _ = try await promise.value() }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        promise.complete(with: .success(7))
    }
}
