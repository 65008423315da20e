import { data } from '@actions/expressions';
import { isRecord } from '../json.js';

/** Any JSON-like value as the expression language sees it. */
export function toData(value: unknown): data.ExpressionData {
  if (value === null || value === undefined) {
    return new data.Null();
  }
  if (typeof value === 'string') {
    return new data.StringData(value);
  }
  if (typeof value === 'number') {
    return new data.NumberData(value);
  }
  if (typeof value === 'boolean') {
    return new data.BooleanData(value);
  }
  if (Array.isArray(value)) {
    return new data.Array(...value.map(toData));
  }
  return isRecord(value) ? toDictionary(value) : new data.StringData(String(value));
}

export function toDictionary(value: Readonly<Record<string, unknown>>): data.Dictionary {
  const pairs = Object.entries(value).map(([key, item]) => ({ key, value: toData(item) }));
  return new data.Dictionary(...pairs);
}

/** The way back: plain JSON. */
export function fromData(value: data.ExpressionData): unknown {
  return JSON.parse(JSON.stringify(value, data.replacer));
}
