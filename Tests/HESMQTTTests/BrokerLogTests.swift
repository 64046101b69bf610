import Testing

@testable import HESMQTT

struct BrokerLogTests {
    @Test("the broker is ready when it says that it runs")
    func readiness() {
        var log = BrokerLog()

        #expect(log.read("mosquitto version 2.0.11 starting") == nil)
        #expect(log.read("Opening ipv4 listen socket on port 18999.") == nil)
        #expect(log.read("mosquitto version 2.0.11 running") == .ready)
    }

    @Test("a broker that cannot save is warned about, its other lines are not")
    func saving() {
        let line = "Error saving in-memory database, unable to open /tmp/x/mosquitto.db.new for writing."

        #expect("\(BrokerLog.level(of: line))" == "warning")
        #expect("\(BrokerLog.level(of: "Error: Invalid argument"))" == "info")
    }

    @Test("only persistent sessions and subscriptions beside them are worth saving")
    func sessionsChanged() {
        var log = BrokerLog()

        #expect(log.read("New client connected from 127.0.0.1:57458 as x (p2, c1, k60).") == nil)
        #expect(log.read("x 1 /X/#") == nil)
        #expect(log.read("New client connected from 127.0.0.1:57454 as abc (p2, c0, k60).") == .sessionsChanged)
        #expect(log.read("abc 1 /X/#") == .sessionsChanged)
        #expect(log.read("Client abc disconnected.") == nil)
    }

    @Test("the last lines are kept for the error, and no more")
    func lastLines() {
        var log = BrokerLog()
        for number in 0..<100 { _ = log.read("line \(number)") }

        #expect(log.lastLines.count == 20)
        #expect(log.lastLines.last == "line 99")
    }
}
