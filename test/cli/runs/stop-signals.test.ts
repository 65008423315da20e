import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { stopSignals } from '../../../src/cli/runs/stop-signals.js';

function listening(drains: boolean) {
  const process = new EventEmitter();
  const said: string[] = [];
  const signals = stopSignals(process, (line) => said.push(line));
  const drain = drains ? signals.letDrain() : null;
  const state = () => ({ drain: drain?.aborted ?? false, stop: signals.stop.aborted });
  return { process, said, signals, state };
}

test('the first Ctrl-C drains and says what a second one does, the second one stops', () => {
  const { process, said, state } = listening(true);
  process.emit('SIGINT');
  expect([state(), said]).toEqual([
    { drain: true, stop: false },
    [expect.stringMatching(/draining: .* a second Ctrl-C stops it at once/)],
  ]);
  process.emit('SIGINT');
  expect([state(), said[1]]).toEqual([{ drain: true, stop: true }, expect.stringContaining('stopping')]);
});

test('SIGTERM stops at once, also while the program drains', () => {
  const { process, said, state } = listening(true);
  process.emit('SIGTERM');
  expect([state(), said.length]).toEqual([{ drain: true, stop: true }, 1]);
  const other = listening(true);
  other.process.emit('SIGINT');
  other.process.emit('SIGTERM');
  expect(other.state()).toEqual({ drain: true, stop: true });
});

test('where nothing can be drained, Ctrl-C stops', () => {
  const { process, state } = listening(false);
  process.emit('SIGINT');
  expect(state().stop).toBe(true);
});

test('one who insists is not held, and another signal does not break off the saving', () => {
  const { process, said } = listening(false);
  process.emit('SIGINT');
  expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual([0, 1]);
  process.emit('SIGTERM');
  expect([process.listenerCount('SIGTERM'), said.length]).toEqual([0, 1]);
});

test('a program that is done listens no longer', () => {
  const { process, signals } = listening(true);
  signals.close();
  expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(0);
});
