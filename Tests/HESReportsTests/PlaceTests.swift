import HESReports
import Testing
