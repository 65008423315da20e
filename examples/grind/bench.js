import { duplicates } from './src/index.js';

/** How often `duplicates` reads a list of 200 items: the same number on every machine, however fast it is. */
let reads = 0;
const items = Array.from({ length: 200 }, (_, index) => index % 150);
const counting = new Proxy(items, {
  get(target, key) {
    reads += key === 'length' ? 0 : 1;
    return Reflect.get(target, key);
  },
});
duplicates(counting);
process.stdout.write(`${reads}\n`);
