import { z } from 'zod';
import { PitbossError } from '../base/pitboss-error.js';
import { fail, ok, type Result } from '../base/result.js';

/** What the App needs to know; the names of the variables are Probot's. */
export interface Settings {
  readonly appId: string;
  readonly privateKey: string;
  readonly secret: string;
  readonly baseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly webhookPath: string;
  readonly logLevel: z.infer<typeof LOG_LEVEL>;
  readonly logFormat: 'json' | 'pretty';
  /** Milliseconds between two reconciliations. */
  readonly reconcileMs: number;
}

const LOG_LEVEL = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);
/** Public knowledge, so no secret at all. */
const KNOWN_SECRET = 'development';

const text = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));

/** A number in a variable; `fallback` where it is not set. */
function wholeNumber(least: number, most: number, fallback: number): z.ZodType<number, string | undefined> {
  return text.transform((value, context) => {
    const given = value === undefined ? fallback : Number(value);
    if (!Number.isInteger(given) || given < least || given > most) {
      context.addIssue({ code: 'custom', message: `must be a whole number from ${least} to ${most}` });
      return z.NEVER;
    }
    return given;
  });
}

const environmentSchema = z.looseObject({
  APP_ID: text.pipe(z.string().regex(/^\d+$/, 'must be the number of the GitHub App')),
  PRIVATE_KEY: text,
  PRIVATE_KEY_PATH: text,
  WEBHOOK_SECRET: text.pipe(z.string('must be the secret of the App, or anybody could send commands')),
  WEBHOOK_PATH: text.pipe(z.string().startsWith('/').default('/api/github/webhooks')),
  GITHUB_API_URL: text.pipe(z.url().optional()),
  GHE_HOST: text,
  GHE_PROTOCOL: text.pipe(z.enum(['http', 'https']).default('https')),
  HOST: text.pipe(z.string().default('localhost')),
  PORT: wholeNumber(0, 65_535, 3000),
  LOG_LEVEL: text.pipe(LOG_LEVEL.default('info')),
  LOG_FORMAT: text.pipe(z.enum(['json', 'pretty']).default('json')),
  RECONCILE_SECONDS: wholeNumber(10, 86_400, 300),
});
type Environment = z.infer<typeof environmentSchema>;

/** All settings from the environment, or everything that is wrong with it in one error. `readFile` serves PRIVATE_KEY_PATH. */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): Result<Settings, PitbossError> {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success) {
    return refuse(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`).join(' '));
  }
  const variables = parsed.data;
  if (variables.WEBHOOK_SECRET === KNOWN_SECRET) {
    return refuse(`WEBHOOK_SECRET: \`${KNOWN_SECRET}\` is what Probot falls back to, so anybody could send commands.`);
  }
  const key = privateKeyOf(variables, readFile);
  return key.ok ? ok(settingsOf(variables, key.value)) : key;
}

function settingsOf(variables: Environment, privateKey: string): Settings {
  return {
    appId: variables.APP_ID,
    privateKey,
    secret: variables.WEBHOOK_SECRET,
    baseUrl: baseUrlOf(variables),
    host: variables.HOST,
    port: variables.PORT,
    webhookPath: variables.WEBHOOK_PATH,
    logLevel: variables.LOG_LEVEL,
    logFormat: variables.LOG_FORMAT,
    reconcileMs: variables.RECONCILE_SECONDS * 1000,
  };
}

function baseUrlOf(variables: Environment): string {
  if (variables.GITHUB_API_URL !== undefined) {
    return variables.GITHUB_API_URL.replace(/\/+$/, '');
  }
  return variables.GHE_HOST === undefined
    ? 'https://api.github.com'
    : `${variables.GHE_PROTOCOL}://${variables.GHE_HOST}/api/v3`;
}

const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Hosts that allow no line breaks in variables get the key with `\n`, or as base64. */
function privateKeyOf(variables: Environment, readFile: (path: string) => string): Result<string, PitbossError> {
  const given = variables.PRIVATE_KEY?.replaceAll('\\n', '\n');
  if (given !== undefined) {
    const key = PEM.test(given) ? given : Buffer.from(given, 'base64').toString('utf8');
    return PEM.test(key) ? ok(key) : refuse('PRIVATE_KEY: is neither a PEM key nor one in base64.');
  }
  if (variables.PRIVATE_KEY_PATH === undefined) {
    return refuse('PRIVATE_KEY or PRIVATE_KEY_PATH: one of them must be set.');
  }
  try {
    const key = readFile(variables.PRIVATE_KEY_PATH);
    return PEM.test(key) ? ok(key) : refuse(`PRIVATE_KEY_PATH: ${variables.PRIVATE_KEY_PATH} holds no PEM key.`);
  } catch (error) {
    return refuse(`PRIVATE_KEY_PATH: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function refuse(why: string): Result<never, PitbossError> {
  return fail(
    new PitbossError({
      code: 'bad_environment',
      what: 'The App cannot start.',
      why,
      fix: 'Register the App with app.yml and set APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET.',
    }),
  );
}
