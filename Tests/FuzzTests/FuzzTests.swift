import Testing

/// Every input that comes from outside, made up from a seed: the process must live, and say what it is documented to say.
///
/// `make fuzz` runs it for ten minutes; `HES_SEED=7 make fuzz` runs seed 7 of every input again. One input after another: a
/// seed takes long beside what others do between two awaits.
@Suite("Inputs from outside, made up from a seed", .serialized)
struct FuzzTests {
    @Test("the bodies and tokens of calls are answered in the envelope, and their pushes are JSON")
    func calls() async throws {
        try await Fuzzing.run("calls") { choices in try await CallFuzz.run(&choices) }
    }

    @Test("the bytes of HTTP connections are answered with HTTP")
    func http() async throws {
        try await Fuzzing.run("http") { choices in try HTTPFuzz.run(&choices) }
    }

    @Test("requests to the control API get a documented status and JSON")
    func control() async throws {
        try await Fuzzing.run("control") { choices in try await ControlFuzz.run(&choices) }
    }

    @Test("MQTT packets of both sides are passed on, answered or refused, and no topic of others gets through")
    func mqtt() async throws {
        try await Fuzzing.run("mqtt") { choices in try MQTTFuzz.run(&choices) }
    }

    @Test("scenario files and rules are read, or refused with the place")
    func scenarios() async throws {
        try await Fuzzing.run("scenarios") { choices in try await ScenarioFuzz.run(&choices) }
    }

    @Test("evidence, case files and a driver's lines are judged, or refused with a reason")
    func evidence() async throws {
        try await Fuzzing.run("evidence") { choices in try EvidenceFuzz.run(&choices) }
    }

    @Test("state files are restored as they were written, or refused with the path")
    func state() async throws {
        try await Fuzzing.run("state") { choices in try await StateFuzz.run(&choices) }
    }

    @Test("values and flags of the command line are taken, or refused with a message")
    func command() async throws {
        try await Fuzzing.run("command") { choices in try CommandFuzz.run(&choices) }
    }
}
