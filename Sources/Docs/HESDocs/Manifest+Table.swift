extension Manifest {
    /// The table of the architecture page: each target of `Sources`, its job, and what its manifest entry declares.
    var targetTable: String {
        let rows = targets.filter { $0.folder.hasPrefix("Sources/") }.map { target in
            let names = target.dependencies.map(\.name).joined(separator: ", ")
            return "| \(target.name) | \(Self.jobs[target.name] ?? "") | \(names) |"
        }
        return GeneratedPart.markdown(["target", "job", "declares"], rows: rows)
    }

    /// What each target is for, by its name.
    static let jobs = [
        "SimulationKernel": "instants, civil time, zones as tables, seeded hash, distributions",
        "BinaryCoding": "`Codable` values as compact bytes, for snapshots of worlds",
        "JSON": "values, parser, writer and the one reader of objects, whose schema follows from what it reads",
        "HESDrawing": "plots and sequences as SVG, for the report, the console and the commands",
        "HESContract": "calls, answers, pushes, reading items, dialects: everything the vendor's document speaks of",
        "HESMeterModel": "(seed, meter, instant) → registers and instantaneous values; no state",
        "HESSimulation": "`HeadEnd`: tokens, plans, field, history, rules; `Journal`",
        "HESFaults": "one file for each kind of fault, and their catalogue",
        "HESScenario": "file → worlds; diagnostics with line and column",
        "CMosquitto": "libmosquitto's header, a system library",
        "CSocketPair": "keeps libmosquitto from opening a pair of sockets that no thread would read",
        "MQTTClient": "libmosquitto as a Sendable Swift API; knows no meter",
        "HESRuntime": "worlds, each behind a lock, paced clock, barrier, pushes on their way out",
        "HESConsole": "the web page at `/_sim/`: its files, which are in the program",
        "HESHTTP": "the nine calls on the event loop, the control API through Hummingbird",
        "HESSockets": "file descriptors as a bounded resource: the limit, the pause when none is left, rare warnings",
        "HESMQTT": "delivery queue, managed broker, MQTT listener that watches, cuts and keeps tenants apart",
        "HESProxy": "HTTP and MQTT passed on unchanged, and what passes told to an observer",
        "HESState": "the inputs of `--state` in SQLite, and worlds replayed from them",
        "HESServer": "broker, listener, ports and worlds composed, started and stopped: the one door for all users",
        "HESCollector": "the collector of `hes-sim demo`, its database, and what of that is not the truth",
        "HESReferenceClient": "a client that keeps every obligation in any dialect, and its defects",
        "HESConformanceRunner":
            "a case's environment (world, ports, evidence, clock), runs over a client, the self-test",
        "HESClientDriver": "the client under test: its process, the driver protocol, `driver-check`, skeletons",
        "HESRecording": "a recorded session: its evidence, the scenario of it, how a replay differs; pure",
        "HESVerification": "what `hes-sim verify` asks and concludes: probes, fingerprints, rules; pure",
        "HESVerificationRunner": "carries probes out over HTTP and MQTT, or on any subject; writes evidence",
        "HESReports": "results and evidence → `results.json`, `junit.xml`, `report.html`, terminal; pure",
        "HESConformance": "cases, checks, verdicts: the judging core of the conformance suite, pure as the core is",
        "HESDocs": "prints the tables of the documentation from the catalogues and the manifest: `make docs`",
        "hes-sim": "flags, and what the commands print",
    ]
}
