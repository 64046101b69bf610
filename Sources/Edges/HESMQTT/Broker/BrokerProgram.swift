import Subprocess

/// The mosquitto program of this machine.
package struct BrokerProgram: Sendable, Hashable {
    package let path: String
    /// Such as `2.0.11`; nil when the program does not tell it within two seconds.
    package let version: String?

    /// - Throws: ``BrokerError/notInstalled(searched:)``.
    package static func find() async throws(BrokerError) -> BrokerProgram {
        let path = try BrokerExecutable.find()
        return BrokerProgram(path: path, version: await version(in: String(path.dropLast("/mosquitto".count))))
    }

    /// The first line of its help is `mosquitto version 2.0.11`.
    private static func version(in directory: String) async -> String? {
        await withTaskGroup(of: String?.self) { group in
            group.addTask { await firstWords(in: directory) }
            group.addTask {
                // Ends early when the version is there.
                try? await Task.sleep(for: .seconds(2))
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private static func firstWords(in directory: String) async -> String? {
        // A program that cannot be run has no version to tell.
        let result = try? await Subprocess.run(
            .name("mosquitto"),
            arguments: ["-h"],
            environment: .inherit.updating(["PATH": directory]),
            input: .none,
            output: .string(limit: 64 << 10),
            error: .discarded
        )
        let words = result?.standardOutput.split(whereSeparator: \.isWhitespace) ?? []
        return words.prefix(2) == ["mosquitto", "version"] ? words.dropFirst(2).first.map(String.init) : nil
    }
}
