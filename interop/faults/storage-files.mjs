// What can be done to the file of a ledger from outside.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const python = fileURLToPath(new URL('../.venv/bin/python', import.meta.url))

/** Python's SQLite with these statements. */
export function sql(path, statements) {
  const program = 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])'
  execFileSync(python, ['-c', program, path, statements])
}

/** Another process has the file for itself; until what it gives is called. */
export async function lock(path) {
  const program = `
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute('BEGIN EXCLUSIVE')
print('locked', flush=True)
sys.stdin.read()`
  const child = spawn(python, ['-c', program, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => child.once('close', resolve))
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve)
    ended.then(() => reject(new Error('the file cannot be locked')))
  })
  return () => {
    child.stdin.end()
    return ended
  }
}

function works(program, ...args) {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Undoes it once, at the latest before this process ends and the world's folder goes. */
function undo(program, ...args) {
  const once = () => {
    process.off('exit', once)
    execFileSync(program, args)
  }
  process.prependListener('exit', once)
  return once
}

/**
 * Nobody may write to these files, not even root, nor who has them open already. Only root may say so,
 * and not on every file system: then null.
 */
export function freeze(paths) {
  return works('chattr', '+i', ...paths) ? undo('chattr', '-i', ...paths) : null
}

/** A disk of so many bytes in a new folder. Only root may have it, and not in every container: then null. */
export function mount(folder, size) {
  mkdirSync(folder)
  const mounts = works('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder)
  return mounts ? undo('umount', '-l', folder) : null
}

/** Fills a disk to its last byte. */
export function fill(path) {
  for (let size = 1 << 20; size >= 1; size >>= 1) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' })
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error
    }
  }
}
