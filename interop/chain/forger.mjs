// A contract that emits given logs whenever it is called, written by hand.

const bytes = (text) => Buffer.from(text.slice(2), 'hex')
const short = (number) => Buffer.from([0x61, number >> 8, number & 255])
const PUSH0 = 0x5f
const CODECOPY = 0x39
const LOG0 = 0xa0
const RETURN = 0xf3
const STOP = 0x00

/** The code that deploys it. */
export function forger(logs) {
  // Each log: 8 bytes to copy the data to memory, 33 a topic, 5 to emit.
  const size = logs.reduce((size, { topics }) => size + 8 + 33 * topics.length + 5, 1)
  const code = []
  const data = []
  let at = size
  for (const log of logs) {
    const content = bytes(log.data)
    code.push(short(content.length), short(at), Buffer.from([PUSH0, CODECOPY]))
    for (const topic of log.topics.toReversed()) code.push(Buffer.from([0x7f]), bytes(topic))
    code.push(short(content.length), Buffer.from([PUSH0, LOG0 + log.topics.length]))
    data.push(content)
    at += content.length
  }
  const runtime = Buffer.concat([...code, Buffer.from([STOP]), ...data])
  const start = Buffer.concat([short(runtime.length), short(13), Buffer.from([PUSH0, CODECOPY])])
  const end = Buffer.concat([short(runtime.length), Buffer.from([PUSH0, RETURN])])
  return `0x${Buffer.concat([start, end, runtime]).toString('hex')}`
}
