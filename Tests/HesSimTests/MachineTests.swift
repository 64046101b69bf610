import Testing

@testable import hes_sim

@Suite("The machine: doctor and health")
struct MachineTests {
    @Test("what is missing has one command for all its packages, first")
    func commands() {
        var port = Finding(subject: "port 8080", status: .missing, text: "taken")
        port.command = "hes-sim serve --port 0"
        let examination = Examination(
            [
                port,
                Finding(subject: "mosquitto", status: .missing, text: "not installed", package: "mosquitto"),
                Finding(subject: "sqlite", status: .missing, text: "opens nothing", package: "libsqlite3-0"),
                Finding(subject: "mosquitto_sub", status: .note, text: "not there", package: "mosquitto-clients"),
            ],
            installer: "sudo apt-get install -y"
        )

        #expect(!examination.isSound)
        #expect(
            examination.commands == ["sudo apt-get install -y mosquitto libsqlite3-0", "hes-sim serve --port 0"]
        )
    }

    @Test("notes alone are no failure")
    func notes() {
        let note = Finding(subject: "mosquitto_sub", status: .note, text: "not there", package: "mosquitto-clients")
        let examination = Examination([.ok("mosquitto", text: "2.0.11"), note], installer: "apt-get install -y")

        #expect(examination.isSound)
        #expect(examination.text.hasSuffix("Nothing is missing."))
    }

    @Test(
        "an answer is ready only if status and body say so",
        arguments: [
            (200, #"{"ready":true,"reasons":[]}"#, HealthQuestion.Answer.ready),
            (503, #"{"ready":false,"reasons":["broker","mqtt"]}"#, .notReady("broker, mqtt")),
            (503, #"{"ready":true}"#, .notReady("status 503")),
            (200, "<html>", .notReady("status 200 without the member 'ready': is this a hes-sim?")),
            (404, "{}", .notReady("status 404 without the member 'ready': is this a hes-sim?")),
        ]
    )
    func answer(status: Int, body: String, expected: HealthQuestion.Answer) {
        #expect(HealthQuestion.answer(status: status, body: Array(body.utf8)) == expected)
    }

    @Test(
        "the address may end as 'control' of the ready line does",
        arguments: ["http://h:1", "http://h:1/", "http://h:1/_sim"]
    )
    func base(url: String) {
        #expect(HealthQuestion(url).base == "http://h:1")
    }
}
