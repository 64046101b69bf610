/// A text that occurs many times: its bytes are written where it occurs first, its number afterwards.
package struct RepeatedText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension RepeatedText: Codable {
    package init(from decoder: any Decoder) throws {
        text = try (decoder as? ValueDecoder)?.reader.name() ?? String(from: decoder)
    }

    /// Other encoders than ``BinaryEncoder`` get a plain text.
    package func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? ValueEncoder else { return try text.encode(to: encoder) }
        encoder.writer.write(name: text)
    }
}
