package import SimulationKernel

/// Client, HES and broker as lifelines, time downwards, as SVG: the drawing of the report, the console and `explain`.
///
/// Positions across are percentages, so that the drawing needs no scaling; it scrolls if a screen is narrower than labels.
/// ``PictureStyle`` documents the class names.
package struct SequencePicture: Sendable {
    package enum Lane: Int, CaseIterable, Sendable {
        case client, headEnd, broker

        /// Position in percent of the width.
        var x: Int { [12, 50, 88][rawValue] }

        fileprivate var name: String { ["client", "HES", "broker"][rawValue] }
    }

    /// One line of the drawing.
    package struct Row: Sendable {
        package enum Mark: Sendable {
            case arrow(from: Lane, to: Lane, isReply: Bool)
            /// A push; delivered if a client was subscribed to its topic.
            case push(isDelivered: Bool)
            case note(on: Lane)
            /// A step of a case, or another remark across all lifelines.
            case step
        }

        package let mark: Mark
        package let text: String
        /// Of its event in the journal or the evidence.
        package var number: Int?
        package var instant: SimulatedInstant?
        /// Where a click on the text leads.
        package var link: String?
        package var isTrouble = false
        /// Whether a verdict rests on it.
        package var isDecisive = false
        package var isFailed = false

        package init(_ mark: Mark, text: String) {
            (self.mark, self.text) = (mark, text)
        }
    }

    static let rowHeight = 38
    static let headHeight = 34

    let rows: [Row]
    let zone: WorldZone

    package init(_ rows: [Row], zone: WorldZone) {
        (self.rows, self.zone) = (rows, zone)
    }

    /// What day and zone the times are of; nil for rows without instants.
    package var timeRemark: String? {
        rows.lazy.compactMap(\.instant).first
            .map { "Simulated time from \(zone.civilTime(at: $0).day) on, \(zone.name)." }
    }

    // MARK: Inside a page

    /// A part of an HTML page that has ``sharedArrows`` once before it, and rules for the classes.
    package var inPage: String {
        let height = Self.headHeight + rows.count * Self.rowHeight + 8
        return """
            <svg class="sequence" width="100%" height="\(height)" role="img" \
            aria-label="Sequence of messages between client, HES and broker">\(head(height))\
            \(drawn(SequenceArrows(areShared: true)))</svg>
            """
    }

    /// Every arrow once, for all drawings of a page.
    package static var sharedArrows: String { SequenceArrows.shared }

    // MARK: Alone

    /// A file of its own; `remark` stands below the drawing.
    ///
    /// Rows with a number carry it as `data-seq`.
    package func standalone(title: String, remark: String? = nil) -> String {
        let end = Self.headHeight + max(1, rows.count) * Self.rowHeight + 8
        let nothing = rows.isEmpty && remark == nil ? "Nothing was exchanged." : nil
        let remarks = [nothing, timeRemark, remark].compactMap(\.self).joined(separator: " ")
        return """
            <svg xmlns="http://www.w3.org/2000/svg" class="sequence" width="960" height="\(end + 28)" role="img">\
            <style>\(PictureStyle.colours)\(PictureStyle.sequence)</style><title>\(escaped(title))</title>\
            <desc>\(escaped(remarks))</desc>\(head(end))\(drawn(SequenceArrows(areShared: false)))\
            <text class="caption" x="6" y="\(end + 18)">\(escaped(remarks))</text></svg>

            """
    }

    private func head(_ height: Int) -> String {
        Lane.allCases.map { lane in
            """
            <line class="life" x1="\(lane.x)%" x2="\(lane.x)%" y1="26" y2="\(height)"/>\
            <text class="lane" x="\(lane.x)%" y="17" text-anchor="middle">\(lane.name)</text>
            """
        }.joined()
    }

    /// A time is left out if it is that of the row above, and a day if it is that of the times above.
    private func drawn(_ arrows: SequenceArrows) -> String {
        var lastDay = rows.lazy.compactMap(\.instant).first.map { zone.civilTime(at: $0).day }
        var lastTime: String?
        var drawn = ""
        for (index, row) in rows.enumerated() {
            let civil = row.instant.map { zone.civilTime(at: $0) }
            let time = civil.map { ($0.day == lastDay ? "" : $0.day + " ") + $0.timeOfDay }
            let head = [row.number.map { "#\($0)" }, time == lastTime ? nil : time].compactMap(\.self)
            let y = Self.headHeight + index * Self.rowHeight
            drawn += SequenceRow(row, head: head.joined(separator: " "), y: y).svg(arrows)
            (lastDay, lastTime) = (civil?.day ?? lastDay, civil?.timeOfDay ?? lastTime)
        }
        return drawn
    }
}

extension CivilTime {
    /// Such as `2024-07-12`.
    package var day: String {
        let (year, month, day) = date.yearMonthDay
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    /// With milliseconds, such as `10:00:00.200`.
    package var timeOfDay: String {
        let rest = padded(millisecondOfDay % 1000, to: 3)
        return "\(padded(hour, to: 2)):\(padded(minute, to: 2)):\(padded(second, to: 2)).\(rest)"
    }
}
