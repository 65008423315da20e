import fc from 'fast-check';

/** The same inputs in every run, unless PROPERTY_SEED says otherwise: a number, or `random`. */
const { PROPERTY_SEED: wanted = '20261124' } = process.env;
if (wanted !== 'random') {
  fc.configureGlobal({ seed: Number(wanted) });
}
