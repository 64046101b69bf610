import MQTTClient
import Testing

struct ReconnectBackoffTests {
    @Test("pauses double up to the bound, each between half and all of its size")
    func pausesDouble() {
        var backoff = ReconnectBackoff(minimum: .milliseconds(50), maximum: .milliseconds(400))
        var generator = SystemRandomNumberGenerator()

        let pauses = (0..<6).map { _ in backoff.nextPause(using: &generator) }

        for (pause, whole) in zip(pauses, [50, 100, 200, 400, 400, 400]) {
            #expect(pause >= .milliseconds(whole) / 2 && pause <= .milliseconds(whole))
        }
    }

    @Test("after a success it starts again with the shortest pause")
    func resetStartsAgain() {
        var backoff = ReconnectBackoff(minimum: .milliseconds(50), maximum: .seconds(5))
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<100 { _ = backoff.nextPause(using: &generator) }

        backoff.reset()

        #expect(backoff.nextPause(using: &generator) <= .milliseconds(50))
    }
}
