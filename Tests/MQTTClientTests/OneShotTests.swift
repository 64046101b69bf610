import MQTTClient
import Testing

@Suite(.timeLimit(.minutes(1)))
struct OneShotTests {
    @Test("a value that was set before is returned at once")
    func earlyValue() async throws {
        let shot = OneShot<Int>()
        shot.settle(.success(7))
        shot.settle(.success(8))

        #expect(try await shot.value() == 7)
    }

    @Test("a value that is set later resumes the one who waits")
    func lateValue() async throws {
        let shot = OneShot<Int>()
        async let value = shot.value()
        shot.settle(.success(7))

        #expect(try await value == 7)
    }

    @Test("cancelling ends the wait, and a later value does no harm")
    func cancellation() async {
        let shot = OneShot<Int>()
        await withThrowingTaskGroup { group in
            group.addTask { _ = try await shot.value() }
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        shot.settle(.success(7))
    }
}
