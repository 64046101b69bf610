import HESContract
import HESMeterModel
import SimulationKernel

extension MeterPlant {
    mutating func apply(_ event: FieldEvent) {
        switch event.kind {
        case .meterReplaced(let devAddr, let replacement): replace(devAddr, by: replacement, at: event.at)
        case .meterInstalled(let devAddr, let dcuNo): install(devAddr, inDCU: dcuNo, at: event.at)
        case .meterRemoved(let devAddr): remove(devAddr, at: event.at)
        case .registerRollover: break
        case .valueCorrected(let devAddr, let correction):
            changeKnown(devAddr, at: event.at) { $0.corrections.append(correction) }
        case .breakerButton(let devAddr): pressButton(of: devAddr, at: event.at)
        case .breakerMoved(let devAddr, let isOpen):
            guard meter(devAddr) != nil else { return }
            setBreaker(of: devAddr, to: isOpen ? .open : .close, at: event.at)
        case .outage(let place, let duration): cutSupply(of: place, during: event.at..<event.at + duration)
        case .ctRatioWrong(let devAddr, let factor):
            changeKnown(devAddr, at: event.at) { $0.supply.setRatioError(at: event.at, factor: factor) }
        }
    }

    /// Arms an open breaker: pressing the meter's button then closes it.
    mutating func armBreaker(of devAddr: String, at instant: SimulatedInstant) {
        guard meter(devAddr)?.supply.isBreakerOpen(at: instant) == true else { return }
        change(devAddr, at: instant) { $0.isArmed = true }
    }

    private mutating func replace(
        _ devAddr: String,
        by replacement: FieldEvent.Replacement,
        at instant: SimulatedInstant
    ) {
        guard let old = meter(devAddr) else { return }
        switch replacement {
        case .sameNumber(let wattHours):
            let registers = Registers(activeImport: wattHours, activeExport: 0, reactiveImport: 0, reactiveExport: 0)
            change(devAddr, at: instant) { $0.supply.restartRegisters(at: instant, with: registers) }
        case .byMeter(let number):
            remove(devAddr, at: instant)
            var traits = old.traits
            (traits.installed, traits.removed) = (instant, nil)
            change(number, at: instant) {
                $0.traitsOfAdded = traits
                $0.installed = instant
                $0.removed = nil
            }
            guard let membership = old.membership else { return }
            leave(devAddr, dcu: membership.dcu, at: instant)
            join(number, dcu: membership.dcu, isEnabled: membership.isEnabled, at: instant)
        }
    }

    private mutating func install(_ devAddr: String, inDCU dcuNo: String?, at instant: SimulatedInstant) {
        if meter(devAddr)?.isInstalled(at: instant) != true {
            change(devAddr, at: instant) {
                $0.installed = instant
                $0.removed = nil
                if $0.membership?.isEnabled == true {
                    $0.collection.append(CollectionPeriod(from: instant, until: nil))
                }
            }
        }
        guard let dcu = dcuNo.flatMap({ self.dcu($0) }) else { return }
        join(devAddr, dcu: dcu, isEnabled: true, at: instant)
    }

    /// The meter stays in its DCU's archive until a call removes it.
    private mutating func remove(_ devAddr: String, at instant: SimulatedInstant) {
        changeKnown(devAddr, at: instant) {
            $0.removed = instant
            guard let last = $0.collection.indices.last, $0.collection[last].until == nil else { return }
            $0.collection[last].until = instant
        }
    }

    private mutating func pressButton(of devAddr: String, at instant: SimulatedInstant) {
        guard isArmed(devAddr) else { return }
        change(devAddr, at: instant) {
            $0.isArmed = false
            $0.supply.closeBreaker(at: instant)
        }
    }

    private mutating func cutSupply(of place: FieldEvent.Place, during span: Range<SimulatedInstant>) {
        switch place {
        case .dcu(let dcuNo): if let dcu = dcu(dcuNo) { addOutage(ofDCU: dcu, span) }
        case .meter(let devAddr):
            changeKnown(devAddr, at: span.lowerBound) {
                $0.supply.addOutage(from: span.lowerBound, until: span.upperBound)
            }
        }
    }

    private mutating func changeKnown(
        _ devAddr: String,
        at instant: SimulatedInstant,
        by body: (inout MeterChange) -> Void
    ) {
        guard meter(devAddr) != nil else { return }
        change(devAddr, at: instant, by: body)
    }
}
