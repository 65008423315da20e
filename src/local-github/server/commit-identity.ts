import type { Signature } from './git/commits.js';
import type { Hub } from './hub.js';
import type { Account } from './state.js';
import { noreplyAddress } from './views/user.js';

/** Who a commit made through the API is by: what the request says, else the caller's noreply identity, now. */
export function signatureOf(
  hub: Hub,
  account: Account,
  given?: { readonly name: string; readonly email: string; readonly date?: string | undefined },
): Signature {
  const date = given?.date ?? hub.now();
  const valid = Number.isNaN(Date.parse(date)) ? hub.now() : date;
  return given === undefined
    ? { name: account.login, email: noreplyAddress(account), date: valid }
    : { name: given.name, email: given.email, date: valid };
}
