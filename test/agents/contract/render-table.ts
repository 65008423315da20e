import type { BackendUnderTest, Scenario, ScenarioName } from './scenario.js';

const HEAD = `# The contract of agents, scenario by scenario

Every agent has to behave alike, whatever its CLI does. Each scenario below is one test for each backend, in test/agents/contract:
a program brings the situation about, and the outcome is checked: its kind, its words, the usage and whether it is marked as
estimated, the final text, the events, and that no process is left.

- **✓**: the rule holds as it stands.
- **✓ differs**: the CLI's own ways make part of the outcome another one; the reason stands below the table.
- **n/a**: the situation cannot arise with this backend; the reason stands below the table.

This page is made from the tests (\`npm run docs\`) and checked by them.
`;

/** The page docs/agent-contract.md. */
export function renderTable(scenarios: readonly Scenario[], backends: readonly BackendUnderTest[]): string {
  const names = backends.map(({ name }) => `\`${name}\``);
  const rows = scenarios.map((scenario) => {
    const cells = backends.map((under) => cell(scenario.name, under));
    return `| \`${scenario.name}\` | ${scenario.what} | ${cells.join(' | ')} |`;
  });
  const table = [
    `| scenario | what has to hold | ${names.join(' | ')} |`,
    `| --- | --- | ${names.map(() => '---').join(' | ')} |`,
    ...rows,
  ];
  const proofs = backends.map(({ name, proof }) => `- \`${name}\`: ${proof}.`);
  return [
    HEAD,
    `## ${scenarios.length} scenarios, ${backends.length} backends\n\n${table.join('\n')}\n`,
    `## What each backend was run with\n\n${proofs.join('\n')}\n`,
    `## Reasons\n`,
    ...backends.map((under) => reasons(scenarios, under)),
  ].join('\n');
}

function cell(name: ScenarioName, under: BackendUnderTest): string {
  if (under.notApplicable[name] !== undefined) {
    return 'n/a';
  }
  return under.differs[name] === undefined ? '✓' : '✓ differs';
}

/** One line for each reason, with the scenarios that have it. */
function reasons(scenarios: readonly Scenario[], under: BackendUnderTest): string {
  const groups = new Map<string, string[]>();
  const add = (name: ScenarioName, kind: string, reason: string | undefined) => {
    if (reason !== undefined) {
      const key = `${kind}: ${reason}.`;
      groups.set(key, [...(groups.get(key) ?? []), `\`${name}\``]);
    }
  };
  for (const { name } of scenarios) {
    add(name, 'n/a', under.notApplicable[name]);
    add(name, 'differs', under.differs[name]?.because);
  }
  const lines = [...groups].map(([reason, names]) => `- ${names.join(', ')} – ${reason}`);
  const estimates =
    under.alwaysEstimated === null ? [] : [`- Its usage is always an estimate: ${under.alwaysEstimated}.`];
  return `### ${under.name}\n\n${[...estimates, ...lines].join('\n')}\n`;
}
