"""Counts what held, and says what did not."""


class Tally:
    passed = failed = 0

    def check(self, name, run):
        """Runs a check, which raises if something does not hold. Answers with what it gave."""
        try:
            result = run()
        except Exception as error:
            self.failed += 1
            print(f"FAILED {name}: {type(error).__name__}: {error}".replace("\n", " "))
            return None
        self.passed += 1
        print(f"ok {name}")
        return result
