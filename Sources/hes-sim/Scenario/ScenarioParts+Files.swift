import Foundation
import HESScenario

extension ScenarioParts {
    /// The parts of a scenario file: files beside it, and the shipped scenarios; those alone for what comes from a pipe.
    static func beside(_ file: String) -> ScenarioParts {
        file == "-" || file.hasPrefix("/dev/") || file.hasPrefix("/proc/") ? .shipped : files
    }

    /// A bare name is a shipped scenario first; everything else is a path, relative to the file that names it.
    private static let files = ScenarioParts { name, file in
        let isBare = !name.contains("/") && !name.hasSuffix(".json") && !name.hasSuffix(".jsonl")
        if isBare, let part = shippedPart(name) { return .success(part) }
        let path = path(to: name, from: file)
        if isRegular(path), let bytes = try? ScenarioFiles.contents(of: path) {
            return .success(Part(file: path, bytes: bytes))
        }
        if let part = shippedPart(name) { return .success(part) }
        return .failure(
            Refusal(
                expected: isBare ? "the name of a shipped scenario, or a file" : "a readable file",
                hint: suggestion(for: name) ?? (isBare ? listHint : "'\(path)' is none")
            )
        )
    }

    private static func path(to name: String, from file: String) -> String {
        let folder = (file as NSString).deletingLastPathComponent
        let path = name.hasPrefix("/") || folder.isEmpty ? name : folder + "/" + name
        let parts = path.split(separator: "/").filter { $0 != "." }.reduce(into: [Substring]()) { parts, part in
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    /// Devices and pipes could be endless, or be read once only.
    private static func isRegular(_ path: String) -> Bool {
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        return type == .typeRegular
    }
}
