import HESContract
import HESMeterModel
import HESSimulation
import JSON
import SimulationKernel

extension ParameterForm where Value == SimulatedDuration {
    static var duration: Self { spans(.duration) }
    /// May be negative.
    static var signedDuration: Self { spans(.signedDuration) }

    private static func spans(_ form: FaultParameter.Form) -> Self {
        Self(form) {
            .duration($0)
        } read: {
            if case .duration(let duration) = $0 { duration } else { nil }
        }
    }
}

extension ParameterForm where Value == Distribution {
    static var distribution: Self {
        Self(.distribution) {
            .distribution($0)
        } read: {
            if case .distribution(let distribution) = $0 { distribution } else { nil }
        }
    }
}

extension ParameterForm where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> Self {
        Self(.integer(range)) {
            .integer($0)
        } read: {
            if case .integer(let number) = $0 { number } else { nil }
        }
    }
}

extension ParameterForm where Value == Double {
    static func number(_ range: ClosedRange<Double>) -> Self {
        Self(.number(range)) {
            .number($0)
        } read: {
            if case .number(let number) = $0 { number } else { nil }
        }
    }
}

extension ParameterForm where Value == Bool {
    static var flag: Self {
        Self(.flag) {
            .flag($0)
        } read: {
            if case .flag(let flag) = $0 { flag } else { nil }
        }
    }
}

extension ParameterForm where Value == String {
    static var text: Self { strings(.text) }
    /// One line of printable ASCII.
    static var headerValue: Self { strings(.headerValue) }

    private static func strings(_ form: FaultParameter.Form) -> Self {
        Self(form) {
            .text($0)
        } read: {
            $0.text
        }
    }
}

extension ParameterForm where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the type's cases, by its raw value.
    static func choice(of type: Value.Type) -> Self {
        Self(.choice(type.allCases.map(\.rawValue))) {
            .text($0.rawValue)
        } read: {
            $0.text.flatMap { Value(rawValue: $0) }
        }
    }
}

extension ParameterForm where Value == Phase {
    /// `A`, `B` or `C`.
    static var phase: Self {
        let letters = ["A", "B", "C"]
        return Self(.phase) {
            .text(letters[$0.rawValue])
        } read: {
            $0.text.flatMap { letters.firstIndex(of: $0) }.flatMap { Phase(rawValue: $0) }
        }
    }
}

extension ParameterForm where Value == Cgcode {
    static var cgcode: Self {
        Self(.cgcode) {
            .cgcodes([$0])
        } read: {
            if case .cgcodes(let codes) = $0, codes.count == 1 { codes[0] } else { nil }
        }
    }
}

extension ParameterForm where Value == [Cgcode] {
    /// One or more.
    static var cgcodes: Self {
        Self(.cgcodes) {
            .cgcodes($0)
        } read: {
            if case .cgcodes(let codes) = $0 { codes } else { nil }
        }
    }
}

extension ParameterForm where Value == JSONValue {
    static var json: Self {
        Self(.json) {
            .json($0)
        } read: {
            if case .json(let value) = $0 { value } else { nil }
        }
    }
}

extension ParameterForm where Value == [ReplyShape.Header] {
    static var headers: Self {
        Self(.headers) { headers in
            .headers(headers.map { ($0.name, $0.value) })
        } read: { argument in
            guard case .headers(let headers) = argument else { return nil }
            return headers.map { ReplyShape.Header(name: $0.name, value: $0.value) }
        }
    }
}

extension FaultArguments.Value {
    fileprivate var text: String? {
        if case .text(let text) = self { text } else { nil }
    }
}
