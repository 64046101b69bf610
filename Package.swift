// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// The pure core: no clock, no socket, no lock, no Foundation (HESScenario alone reads time zones through it).
func core(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    resources: [Resource] = [],
    plugins: [Target.PluginUsage] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Core/\(name)",
        resources: resources,
        swiftSettings: settings,
        plugins: plugins
    )
}

/// What touches the world: sockets, clocks, processes.
func edge(
    _ name: String,
    _ dependencies: [Target.Dependency],
    resources: [Resource] = [],
    plugins: [Target.PluginUsage] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Edges/\(name)",
        resources: resources,
        swiftSettings: settings,
        plugins: plugins
    )
}

/// The conformance suite: cases, verdicts, drivers, and the client that it is tried against.
func conformance(
    _ name: String,
    _ dependencies: [Target.Dependency],
    resources: [Resource] = [],
    plugins: [Target.PluginUsage] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Conformance/\(name)",
        resources: resources,
        swiftSettings: settings,
        plugins: plugins
    )
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "hes-sim",
    products: [.executable(name: "hes-sim", targets: ["hes-sim"])],
    dependencies: [
        // The control API, health and console: routing, TLS, graceful shutdown. Without traits: no configuration files.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        // One order in which services start and stop, and the signals that stop them.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // Structured logs on stderr.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // Flags, help and usage errors.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // The heap behind the schedule; nothing in the standard library is one.
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        // The nine calls are answered on the event loop, where a reply can also be reset, dripped or cut short.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        // HTTP parts in the form in which Hummingbird's channel carries them.
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        // Certificates for --tls-cert; Hummingbird's TLS channel is built on it.
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        // The managed broker is a child process. Without Foundation: file descriptors are enough.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
        // The reference client's HTTP: pooled connections, its own deadlines, a reply that is cut short is an error.
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        // SQLite behind --state: transactions that outlive a killed process, statements prepared once.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        core("SimulationKernel"),
        core("JSON"),
        core("BinaryCoding"),
        core("HESContract", ["SimulationKernel", "JSON"]),
        core("HESDrawing", ["SimulationKernel", "HESContract"]),
        core("HESMeterModel", ["SimulationKernel"]),
        core(
            "HESSimulation",
            [
                "SimulationKernel", "JSON", "BinaryCoding", "HESContract", "HESMeterModel",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ]
        ),
        core("HESFaults", ["SimulationKernel", "JSON", "HESContract", "HESMeterModel", "HESSimulation"]),
        core(
            "HESScenario",
            ["SimulationKernel", "JSON", "HESContract", "HESMeterModel", "HESSimulation", "HESFaults"],
            // The shipped scenarios, which 'include' and 'recipe' name.
            resources: [.embedInCode("Shipped")],
            plugins: ["EmbeddedFiles"]
        ),

        .systemLibrary(
            name: "CMosquitto",
            path: "Sources/Edges/CMosquitto",
            pkgConfig: "libmosquitto",
            providers: [.apt(["libmosquitto-dev"])]
        ),
        // Keeps libmosquitto from opening a pair of sockets that no thread would read.
        .target(name: "CSocketPair", path: "Sources/Edges/CSocketPair"),
        edge("MQTTClient", ["CMosquitto", "CSocketPair", .product(name: "Logging", package: "swift-log")]),
        edge(
            "HESRuntime",
            [
                "SimulationKernel", "HESContract", "HESSimulation",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // What keeps a port answering when descriptors are short, and says why one cannot be opened.
        edge(
            "HESSockets",
            [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // The web page at /_sim/: its files are in the program itself; the plugin lists them.
        edge("HESConsole", [], resources: [.embedInCode("Page")], plugins: ["EmbeddedFiles"]),
        edge(
            "HESHTTP",
            [
                "SimulationKernel", "JSON", "HESContract", "HESDrawing", "HESMeterModel", "HESSimulation",
                "HESScenario", "HESRuntime", "HESSockets", "HESConsole",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.embedInCode("Documents")]
        ),
        edge(
            "HESMQTT",
            [
                "HESContract", "HESSimulation", "HESRuntime", "HESSockets", "MQTTClient",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // Passes HTTP and MQTT on unchanged, and tells what passes.
        edge(
            "HESProxy",
            [
                "HESSimulation", "HESMQTT", "HESSockets",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        edge(
            "HESState",
            [
                "SimulationKernel", "HESContract", "HESSimulation", "HESRuntime",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        edge(
            "HESServer",
            [
                "SimulationKernel", "HESContract", "HESSimulation", "HESScenario", "MQTTClient", "HESRuntime",
                "HESHTTP",
                "HESMQTT", "HESState",
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        conformance(
            "HESReferenceClient",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSockets", "MQTTClient",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // The collector of `hes-sim demo`: what it does when, what it has, and what of that is not the truth.
        conformance(
            "HESCollector",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESReferenceClient",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        conformance(
            "HESConformanceRunner",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESScenario", "HESRuntime", "HESMQTT",
                "HESServer", "HESConformance", "HESClientDriver",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        conformance(
            "HESClientDriver",
            ["JSON", "HESContract", "HESConformance", .product(name: "Subprocess", package: "swift-subprocess")],
            resources: [.embedInCode("Skeletons/Files")]
        ),
        // What a recording proxy heard: its evidence, the scenario that is made of it, and how a replay differs. Pure.
        conformance("HESRecording", ["SimulationKernel", "JSON", "HESContract", "HESConformance"]),
        conformance("HESReports", ["SimulationKernel", "JSON", "HESContract", "HESDrawing", "HESConformance"]),
        // Its case files are in the program itself; the plugin lists them.
        conformance(
            "HESConformance",
            ["SimulationKernel", "JSON", "HESContract"],
            resources: [.embedInCode("Cases")],
            plugins: ["EmbeddedFiles"]
        ),
        // What `hes-sim verify` asks and how it judges the answers, pure; its probe files are in the program itself.
        conformance(
            "HESVerification",
            ["SimulationKernel", "JSON", "HESContract", "HESConformance"],
            resources: [.embedInCode("Probes")],
            plugins: ["EmbeddedFiles"]
        ),
        conformance(
            "HESVerificationRunner",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSockets", "MQTTClient", "HESConformance",
                "HESRecording", "HESVerification",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .plugin(name: "EmbeddedFiles", capability: .buildTool()),
        .plugin(name: "BuildStamp", capability: .buildTool()),
        .executableTarget(
            name: "hes-sim",
            dependencies: [
                "SimulationKernel", "JSON", "HESContract", "HESDrawing", "HESMeterModel", "HESSimulation",
                "HESScenario",
                "HESSockets", "HESHTTP", "MQTTClient", "HESMQTT", "HESState", "HESServer", "HESConformance",
                "HESConformanceRunner", "HESClientDriver", "HESReferenceClient", "HESCollector", "HESReports",
                "HESRuntime", "HESProxy", "HESRecording", "HESVerification", "HESVerificationRunner",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/hes-sim",
            resources: [.embedInCode("Serve/demo.json"), .embedInCode("Demo/story.json")],
            swiftSettings: settings,
            plugins: ["BuildStamp"]
        ),
        // Prints the tables of the documentation: `make docs`.
        .executableTarget(
            name: "HESDocs",
            dependencies: ["JSON", "HESContract", "HESFaults", "HESConformance", "HESClientDriver", "HESVerification"],
            path: "Sources/Docs/HESDocs",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "model-benchmark",
            dependencies: ["SimulationKernel", "HESMeterModel", "HESContract", "HESSimulation"],
            path: "Benchmarks/ModelBenchmark",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "control-benchmark",
            dependencies: [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESRuntime",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks/ControlBenchmark",
            swiftSettings: settings
        ),
        // From the rendered push to the broker's acknowledgement.
        .executableTarget(
            name: "mqtt-benchmark",
            dependencies: ["HESRuntime", "HESMQTT", "MQTTClient", .product(name: "Logging", package: "swift-log")],
            path: "Benchmarks/MQTTBenchmark",
            swiftSettings: settings
        ),
        // The least that the same HTTP server and MQTT client can do for a plan.
        .executableTarget(
            name: "bare-publisher",
            dependencies: [
                "MQTTClient",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Benchmarks/BarePublisher",
            swiftSettings: settings
        ),
        // Owns a managed broker for the test that kills its owner.
        .executableTarget(
            name: "broker-holder",
            dependencies: ["HESMQTT", .product(name: "Logging", package: "swift-log")],
            path: "Tests/BrokerHolder",
            swiftSettings: settings
        ),
        .target(
            name: "MQTTTestSupport",
            dependencies: [
                "MQTTClient", "HESMQTT",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Tests/MQTTTestSupport",
            swiftSettings: settings
        ),
        .target(
            name: "SimulationTestSupport",
            dependencies: [
                "SimulationKernel", "JSON", "HESContract", "HESMeterModel", "HESSimulation", "HESRuntime",
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/SimulationTestSupport",
            swiftSettings: settings
        ),
        tests("MQTTClientTests", ["CSocketPair", "MQTTClient", "MQTTTestSupport"]),
        tests(
            "HESMQTTTests",
            [
                "HESSimulation", "HESRuntime", "HESMQTT", "MQTTClient", "MQTTTestSupport", "broker-holder",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        tests("SimulationKernelTests", ["SimulationKernel"]),
        tests("JSONTests", ["JSON"]),
        tests("BinaryCodingTests", ["BinaryCoding"]),
        tests("HESDrawingTests", ["SimulationKernel", "HESContract", "HESDrawing"]),
        tests("HESContractTests", ["SimulationKernel", "JSON", "HESContract"]),
        tests("HESMeterModelTests", ["SimulationKernel", "HESMeterModel"]),
        tests(
            "HESSimulationTests",
            [
                "SimulationKernel", "JSON", "HESContract", "HESMeterModel", "HESSimulation", "HESConformance",
                "SimulationTestSupport",
            ]
        ),
        tests(
            "HESFaultsTests",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESFaults", "HESScenario",
                "SimulationTestSupport",
            ]
        ),
        tests(
            "HESScenarioTests",
            ["SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESScenario"]
        ),
        tests(
            "HESRuntimeTests",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESRuntime",
                "SimulationTestSupport",
            ]
        ),
        tests(
            "HESStateTests",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESScenario", "HESRuntime", "HESState",
                "SimulationTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        tests(
            "HESHTTPTests",
            [
                "SimulationKernel", "HESContract", "HESSimulation", "HESScenario", "HESRuntime", "HESHTTP",
                "HESSockets",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests(
            "HESServerTests",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESScenario", "HESRuntime", "HESHTTP",
                "HESMQTT", "HESServer", "MQTTClient", "MQTTTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests(
            "EdgeSimulationTests",
            [
                "SimulationKernel", "HESContract", "HESSimulation", "HESRuntime", "HESHTTP", "HESMQTT", "HESState",
                "MQTTClient",
                "SimulationTestSupport",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // Inputs from outside, made up from a seed: `make fuzz`.
        tests(
            "FuzzTests",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESFaults", "HESScenario", "HESRuntime",
                "HESHTTP", "HESMQTT", "HESState", "HESConformance", "HESClientDriver", "HESReports", "hes-sim",
                "SimulationTestSupport", "MQTTTestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests(
            "HESReferenceClientTests",
            [
                "SimulationKernel", "JSON", "HESContract", "HESReferenceClient",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "HESClientDriverTests",
            dependencies: ["JSON", "HESContract", "HESConformance", "HESClientDriver", "MQTTTestSupport", "hes-sim"],
            exclude: ["Drivers"],
            swiftSettings: settings
        ),
        tests(
            "HESConformanceRunnerTests",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESRuntime", "HESMQTT", "HESConformance",
                "HESClientDriver", "HESConformanceRunner", "hes-sim",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests(
            "HESCollectorTests",
            [
                "SimulationKernel", "HESContract", "HESSimulation", "HESReferenceClient", "HESCollector",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        tests(
            "HESVerificationTests",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESScenario",
                "HESConformance", "HESVerification", "HESVerificationRunner",
            ]
        ),
        tests("HesSimTests", ["JSON", "HESConformance", "HESRecording", "hes-sim"]),
        tests(
            "HESProxyTests",
            [
                "HESMQTT", "HESProxy",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        tests(
            "HESRecordingTests",
            [
                "SimulationKernel", "JSON", "HESContract", "HESSimulation", "HESConformance", "HESScenario",
                "HESRecording",
            ]
        ),
        tests("HESReportsTests", ["JSON", "HESContract", "HESDrawing", "HESConformance", "HESReports"]),
        tests("HESConformanceTests", ["SimulationKernel", "JSON", "HESContract", "HESConformance", "HESScenario"]),
        .testTarget(
            name: "HESDocsTests",
            dependencies: ["HESContract", "HESDocs", "JSON"],
            exclude: ["Document"],
            swiftSettings: settings
        ),
        tests("TidyTests", ["HESDocs"]),
    ],
    swiftLanguageModes: [.v6]
)
