import HESContract
import JSON
import SimulationKernel

/// Finds problems of a well-formed case file: what it lacks, repeats, or refers to in vain.
struct CaseLinter {
    let problems: ProblemList

    func lint(_ testCase: Case) {
        lintHead(testCase)
        lintVersions(testCase)
        lintSteps(testCase)
        for (index, step) in testCase.steps.enumerated() { lintArguments(of: step, at: "/steps/\(index)/args") }
        lintChecks(testCase)
        lintRules(testCase)
    }

    private func lintHead(_ testCase: Case) {
        if !isID(testCase.id) { problems.add("/id", expected: "an id such as READ-01", found: "\"\(testCase.id)\"") }
        if testCase.level == .must, testCase.basis == .practice {
            problems.add("/basis", expected: "stated or derived, as practice is never must", found: "\"practice\"")
        }
        let isObligation = testCase.obligation == "practice" || testCase.obligation.hasPrefix("O")
        if !isObligation || (testCase.obligation == "practice") != (testCase.basis == .practice) {
            problems.add(
                "/obligation",
                expected: "O1 to O26, or practice where the basis is practice",
                found: "\"\(testCase.obligation)\""
            )
        }
        need(!testCase.allowed.isEmpty, at: "/allowed", expected: "the freedom that a client keeps", found: "nothing")
        need(
            !testCase.prerequisites.isEmpty,
            at: "/prerequisites",
            expected: "at least one prerequisite",
            found: "none"
        )
        need(
            !testCase.title.isEmpty && !testCase.hint.isEmpty,
            at: "/hint",
            expected: "a title and a hint",
            found: "an empty one"
        )
        need(!testCase.packs.isEmpty, at: "/packs", expected: "at least one pack", found: "none")
        if CivilTime(parsing: testCase.start) == nil {
            problems.add("/start", expected: "YYYY-MM-DD HH:mm:ss", found: "\"\(testCase.start)\"")
        }
        let isCanary = testCase.id.hasPrefix("CANARY")
        need(
            !testCase.mutants.isEmpty || isCanary,
            at: "/mutants",
            expected: "the defect that must fail the case",
            found: "none"
        )
    }

    private func lintVersions(_ testCase: Case) {
        guard let until = testCase.until, until < testCase.since || until == .latest else { return }
        problems.add("/until", expected: "a version before the latest, not before 'since'", found: until.rawValue)
    }

    private func lintSteps(_ testCase: Case) {
        need(
            testCase.steps.contains { $0.operation != nil },
            at: "/steps",
            expected: "a step with an operation",
            found: "none"
        )
        for pattern in testCase.prerequisites + testCase.mutations.map(\.target) {
            guard let step = pattern.step, !testCase.steps.indices.contains(step) else { continue }
            problems.add("/prerequisites", expected: "a step of the case", found: "step \(step)")
        }
        for check in testCase.checks {
            for step in check.check.steps ?? [] where !testCase.steps.indices.contains(step) {
                problems.add("/checks", expected: "a step of the case", found: "step \(step) in '\(check.id)'")
            }
        }
    }

    private func lintArguments(of step: Step, at pointer: String) {
        guard case .operation(let name, let given) = step.action, case .object(let members) = given else { return }
        let arguments = name.arguments
        for member in members {
            guard let argument = arguments.first(where: { $0.name == member.key }) else {
                problems.addUnknown(
                    member.key,
                    at: pointer,
                    among: arguments.map(\.name),
                    what: "an argument of '\(name.rawValue)'"
                )
                continue
            }
            need(
                argument.fits(member.node.value),
                at: "\(pointer)/\(member.key)",
                expected: argument.shape.rawValue,
                found: member.node.value.described
            )
        }
        for argument in arguments where argument.isRequired && given.member(argument.name) == nil {
            problems.add("\(pointer)/\(argument.name)", expected: argument.shape.rawValue, found: "nothing")
        }
    }

    private func lintChecks(_ testCase: Case) {
        need(!testCase.checks.isEmpty, at: "/checks", expected: "at least one check", found: "none")
        let ids = testCase.checks.map(\.id)
        for id in repeated(ids) { problems.add("/checks", expected: "every id once", found: "'\(id)' again") }
        for check in testCase.checks where !testCase.mutations.contains(where: { $0.flips.contains(check.id) }) {
            problems.add("/mutations", expected: "a mutation that flips '\(check.id)'", found: "none")
        }
        for (index, mutation) in testCase.mutations.enumerated() {
            for id in mutation.flips where !ids.contains(id) {
                problems.addUnknown(id, at: "/mutations/\(index)/flips", among: ids, what: "a check of the case")
            }
        }
        let names = (testCase.mutations + testCase.neutral).map(\.name)
        for name in repeated(names) {
            problems.add("/mutations", expected: "every name once", found: "'\(name)' again")
        }
        if testCase.level == .must, !testCase.checks.contains(where: { $0.level == .must }) {
            problems.add("/checks", expected: "a must check in a must case", found: "none")
        }
        if testCase.level == .should, testCase.checks.contains(where: { $0.level == .must }) {
            problems.add("/checks", expected: "no must check in a should case", found: "one")
        }
    }

    private func lintRules(_ testCase: Case) {
        let rules = testCase.ruleLists.flatMap(Case.rules)
        let ids = rules.compactMap { $0.member("id")?.value.string }
        need(
            ids.count == rules.count,
            at: "/world/faults",
            expected: "an id in every rule",
            found: "a rule without one"
        )
        for id in repeated(ids) { problems.add("/world/faults", expected: "every id once", found: "'\(id)' again") }
        for id in testCase.stimuli.map(\.rule) where !ids.contains(id) {
            problems.addUnknown(id, at: "/stimuli", among: ids, what: "a rule of the case")
        }
        for id in testCase.undelivered where !ids.contains(id) {
            problems.addUnknown(id, at: "/undelivered", among: ids, what: "a rule of the case")
        }
    }

    private func need(_ condition: Bool, at pointer: String, expected: String, found: String) {
        if !condition { problems.add(pointer, expected: expected, found: found) }
    }

    private func repeated(_ words: [String]) -> [String] {
        words.indices.filter { words[..<$0].contains(words[$0]) }.map { words[$0] }
    }

    /// Capitals, a hyphen, two digits.
    private func isID(_ text: String) -> Bool {
        let parts = text.split(separator: "-")
        return parts.count == 2 && parts[0].allSatisfy { $0.isASCII && $0.isUppercase }
            && parts[1].count == 2 && parts[1].allSatisfy(\.isNumber)
    }
}
