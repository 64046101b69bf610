import Synchronization

/// The defects of one client.
package struct Defects: Sendable {
    private final class Notes: Sendable {
        let asked = Mutex<Set<Defect>>([])
    }

    private let all: Set<Defect>
    private let notes: Notes?

    /// With `notesQuestions`, ``asked`` tells which defects the client's code asked about.
    package init(_ all: [Defect], notesQuestions: Bool = false) {
        self.all = Set(all)
        notes = notesQuestions ? Notes() : nil
    }

    func contains(_ defect: Defect) -> Bool {
        notes?.asked.withLock { _ = $0.insert(defect) }
        return all.contains(defect)
    }

    func containsAny(of defects: [Defect]) -> Bool {
        defects.map(contains).contains(true)
    }

    /// The defects that `contains` was asked about, in the order of the catalogue; nil if that is not noted.
    ///
    /// A defect that was not asked about would have changed nothing.
    var asked: [Defect]? {
        notes?.asked.withLock { asked in Defect.allCases.filter(asked.contains) }
    }

    /// The same defects with notes of their own.
    func copied() -> Defects { Defects(Defect.allCases.filter(all.contains), notesQuestions: notes != nil) }
}

extension Defects: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Defect...) { self.init(elements) }
}
