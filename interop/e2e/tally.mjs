// Counts what held, and says what did not.

/** A line a check; the last one is for the counts. */
export class Tally {
  passed = 0
  failed = 0

  /** Runs a check, which throws if something does not hold. Answers with what it gave. */
  async check(name, run, describe = () => '') {
    try {
      const result = await run()
      this.passed += 1
      console.log(`ok ${name}${describe(result)}`)
      return result
    } catch (error) {
      this.failed += 1
      const cause = error.cause ? ` (${error.cause.message ?? error.cause})` : ''
      console.log(`FAILED ${name}: ${String(error.message).replaceAll('\n', ' ')}${cause}`)
    }
  }

  finish() {
    console.log(`${this.passed} passed, ${this.failed} failed`)
    process.exit(this.failed ? 1 : 0)
  }
}
