import Foundation

/// `make docs`: prints every generated part into its page, and the files that the program carries.
@main
enum HESDocs {
    /// Takes the repository's root as its only argument.
    ///
    /// - Throws: when the manifest or a page cannot be read or written, or a page has no place for a part.
    static func main() async throws {
        guard CommandLine.arguments.count == 2 else {
            print("usage: HESDocs ROOT")
            exit(2)
        }
        let root = URL(filePath: CommandLine.arguments[1])
        for page in try GeneratedPage.all(of: await Manifest.dumped(from: root), at: root) {
            let file = root.appending(path: page.path)
            let text = try String(contentsOf: file, encoding: .utf8)
            let printed = try page.printed(into: text)
            guard printed != text else { continue }
            try Data(printed.utf8).write(to: file, options: .atomic)
            print("wrote \(page.path)")
        }
        for generated in try GeneratedFile.all(at: root) {
            let file = root.appending(path: generated.path)
            guard (try? String(contentsOf: file, encoding: .utf8)) != generated.text else { continue }
            try Data(generated.text.utf8).write(to: file, options: .atomic)
            print("wrote \(generated.path)")
        }
    }
}
