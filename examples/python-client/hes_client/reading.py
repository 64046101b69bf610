"""Real-time reads (§3.2, §3.3): plans, a few at a time, and once more what was not answered."""

from hes_client.errors import Declined
from hes_client.history import checked, chunks
from hes_client.periods import COMPOSITES
from hes_client.questions import Question


class Reading:
    def __init__(self, plans, calendar, store, settings):
        self._plans = plans
        self._calendar = calendar
        self._store = store
        self._settings = settings

    def read(self, meters, cgcode, window, deadline):
        """Rows, and the meters that are missing."""
        questions = self.questions(checked(meters), cgcode, window)
        self.run(questions, deadline)
        # No push at all, not even one that says "failed": lost, or the broker was away. Reading harms nothing.
        lost = [question for question in questions if not question.statuses]
        if lost:
            self.run(lost, deadline)
        rows = [row for question in questions for row in question.rows.values()]
        return rows, [meter for question in questions for meter in question.missing]

    def questions(self, meters, cgcode, window):
        """Batches of meters, and for a composite item windows within half a year."""
        if cgcode not in COMPOSITES:
            windows = [None]
        elif window is None:
            raise Declined(f"cgcode {cgcode} needs a start and an end")
        else:
            windows = self._calendar.windows(*window)
        batches = chunks(meters, self._settings.meters_per_call)
        return [Question(batch, cgcode, span, self._calendar, self._store) for span in windows for batch in batches]

    def run(self, questions, deadline):
        """All of them, a bounded number at a time; what fails stays unanswered."""
        for group in chunks(questions, self._settings.plans_in_flight):
            started = [(q, self._plans.start_or_none(q.endpoint, q.fields, q.take, deadline)) for q in group]
            for question, plan in started:
                if plan is not None:
                    self._plans.wait(plan, question.is_complete, deadline)
