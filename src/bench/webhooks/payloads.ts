/** Where and by whom the comments of the bench are written. */
export interface Scene {
  readonly installation: number;
  readonly owner: string;
  readonly repo: string;
  readonly issue: number;
  readonly author: { readonly login: string; readonly id: number };
}

/** About as much text as a real payload carries in fields that nobody reads. */
const BALLAST = 'https://api.github.example/repos/some/thing/of/usual/length{/sha}'.repeat(150);

/** The payload of a new comment, as large as GitHub's. */
export function commentPayload(scene: Scene, comment: { readonly id: number; readonly body: string }): string {
  const now = new Date().toISOString();
  const user = { ...scene.author, type: 'User' };
  return JSON.stringify({
    action: 'created',
    issue: { number: scene.issue, title: 'An issue', body: 'Its text', user, state: 'open' },
    comment: {
      ...comment,
      created_at: now,
      updated_at: now,
      html_url: `https://github.example/${scene.owner}/${scene.repo}/issues/${scene.issue}#issuecomment-${comment.id}`,
      user,
    },
    repository: {
      id: 1,
      name: scene.repo,
      full_name: `${scene.owner}/${scene.repo}`,
      owner: { login: scene.owner, id: scene.author.id, type: 'User' },
      urls: BALLAST,
    },
    sender: user,
    installation: { id: scene.installation },
  });
}
