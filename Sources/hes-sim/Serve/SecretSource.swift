import Foundation
import HESContract

/// Where a secret of `serve` comes from: a flag, a file or the environment, the first that is given.
///
/// Flags stand in the list of processes; files and the environment do not.
struct SecretSource {
    /// Flag that takes the secret itself, such as `--control-token`.
    let flag: String
    let value: String?
    let fileFlag: String
    let file: String?
    /// Name of the environment's variable.
    let variable: String

    /// The secret without the newline that ends a file; nil when it is given nowhere.
    ///
    /// - Throws: ``CommandFailure`` with code 2 for a file that cannot be read, and for an empty secret: it would open what
    ///   it should guard.
    func secret(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> Secret? {
        if value != nil, file != nil {
            throw CommandFailure.usage("\(flag) and \(fileFlag) both give a secret; leave one of them out")
        }
        if let value { return try checked(value, from: flag, remedy: "give it a value, or leave it out") }
        if let file {
            return try checked(try contents(of: file), from: "\(fileFlag) \(file)", remedy: "write the secret into it")
        }
        guard let text = environment[variable] else { return nil }
        return try checked(text, from: variable, remedy: "set it to the secret, or unset it")
    }

    private func contents(of file: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: file), data.count <= Self.mostBytes,
            let text = String(validating: data, as: UTF8.self)
        else {
            throw CommandFailure.usage(
                "\(fileFlag): cannot read '\(file)': is the path right, may this user read it, and is it text?"
            )
        }
        return text.last?.isNewline == true ? String(text.dropLast()) : text
    }

    /// The message never holds the text itself.
    private func checked(_ text: String, from place: String, remedy: String) throws -> Secret {
        guard !text.isEmpty else { throw CommandFailure.usage("\(place) is empty; \(remedy)") }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw CommandFailure.usage("\(place) holds a newline or another control character; write the secret alone")
        }
        return Secret(text)
    }

    private static let mostBytes = 4096
}
