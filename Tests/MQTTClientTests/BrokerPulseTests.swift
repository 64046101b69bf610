import Testing

@testable import MQTTClient

struct BrokerPulseTests {
    private let start = ContinuousClock.now

    @Test("a broker that answers nothing is silent within five seconds of looks a second apart")
    func silence() {
        var pulse = BrokerPulse()
        pulse.connected(at: start)

        let steps = (1...6).map { pulse.step(at: start + .seconds($0)) }

        #expect(steps == [.ask, .wait, .wait, .fellSilent, .wait, .wait])
        #expect(pulse.isSilent)
    }

    @Test("anything that comes is an answer, and a broker that is heard often is not asked")
    func answers() {
        var pulse = BrokerPulse()
        pulse.connected(at: start)
        _ = (1...4).map { pulse.step(at: start + .seconds($0)) }

        let heard = [5, 6].map { pulse.heard(at: start + .seconds($0)) }
        let steps = [6900, 7000].map { pulse.step(at: start + .milliseconds($0)) }

        #expect(heard == [true, false])
        #expect(steps == [.wait, .ask])
    }

    @Test("without a connection there is nothing to ask")
    func disconnected() {
        var pulse = BrokerPulse()
        pulse.connected(at: start)
        pulse.disconnected()

        let isBack = pulse.heard(at: start + .seconds(9))
        let step = pulse.step(at: start + .seconds(9))

        #expect(!isBack)
        #expect(step == .wait)
    }
}
