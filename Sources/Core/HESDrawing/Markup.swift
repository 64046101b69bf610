/// Text that is safe inside elements and quoted attributes of HTML and XML.
///
/// Characters that XML 1.0 forbids or that mislead a reader (control characters, characters that turn the direction of text)
/// become U+FFFD, so that a hostile client can neither inject markup nor disguise itself.
///
/// If `isAttribute` is false, the text stands between tags, and double quotes stay as they are.
package func escaped(_ text: String, isAttribute: Bool = true) -> String {
    var safe = ""
    safe.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": safe += "&amp;"
        case "<": safe += "&lt;"
        case ">": safe += "&gt;"
        case "\"" where isAttribute: safe += "&quot;"
        case "'": safe += "&#39;"
        case "\n", "\t": safe.unicodeScalars.append(scalar)
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}",
            "\u{FFFE}"..."\u{FFFF}":
            safe += "\u{FFFD}"
        default: safe.unicodeScalars.append(scalar)
        }
    }
    return safe
}

extension String {
    /// At most `count` characters, with an ellipsis if some are left out.
    package func shortened(to count: Int) -> String {
        self.count > count ? prefix(count - 1) + "…" : self
    }
}
