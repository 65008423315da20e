const SCOPES = [
  ...['actions', 'attestations', 'checks', 'contents', 'deployments', 'discussions', 'issues', 'packages'],
  ...['pages', 'pull-requests', 'security-events', 'statuses'],
];

/** What a job's token may do: naming any permission sets the others to none. Keys as in the workflow file. */
export function permissionsOf(
  declared: string | Readonly<Record<string, string>> | null | undefined,
  defaults: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (declared === undefined) {
    return { ...defaults, metadata: 'read' };
  }
  if (typeof declared === 'string') {
    const level = declared === 'write-all' ? 'write' : 'read';
    return { ...Object.fromEntries(SCOPES.map((name) => [name, level])), metadata: 'read' };
  }
  const granted = Object.entries(declared ?? {}).filter(([, level]) => level !== 'none');
  return { ...Object.fromEntries(granted), metadata: 'read' };
}
