import Testing

@testable import SimulationKernel

@Test("x") func x() { #expect(CivilDate(year: 1970, month: 1, day: 1)?.dayNumber == 0) }
