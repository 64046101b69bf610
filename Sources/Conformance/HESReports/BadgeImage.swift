import HESConformance
import HESDrawing

/// `badge.svg`: the outcome of a run as a small picture for a README; without fonts and references of others.
package enum BadgeImage {
    private static let label = "HES Open API"
    private static let height = 20

    package static func render(_ input: ReportInput) -> String {
        let (text, colour) = message(input)
        let (left, right) = (width(of: label), width(of: text))
        let title = escaped("\(label): \(text)")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(left + right)" height="\(height)" role="img" aria-label="\(title)">\
            <title>\(title)</title><clipPath id="r"><rect width="\(left + right)" height="\(height)" rx="3"/></clipPath>\
            <g clip-path="url(#r)"><rect width="\(left)" height="\(height)" fill="#454c57"/>\
            <rect x="\(left)" width="\(right)" height="\(height)" fill="\(colour)"/></g>\
            <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">\
            <text x="\(left / 2)" y="14">\(escaped(label))</text><text x="\(left + right / 2)" y="14">\(escaped(text))</text></g></svg>

            """
    }

    private static func message(_ input: ReportInput) -> (text: String, colour: String) {
        switch input.run.isConformant {
        case nil: ("no claim", "#5d6878")
        case true: ("conforms to \(input.catalogue.rawValue)", "#1a7f4b")
        case false: ("does not conform to \(input.catalogue.rawValue)", "#c0322b")
        }
    }

    /// In pixels: about 6.6 for each character of the font, and a margin.
    private static func width(of text: String) -> Int { text.count * 66 / 10 + 12 }
}
