import type { CreatePullOutcome, PullSnapshot, RepositoryApi } from '../../src/github/repository-api.js';

/** A GitHub that remembers; every call is counted, and any method can be made to fail. */
export class FakeGithub implements RepositoryApi {
  readonly owner = 'o';
  readonly repo = 'r';
  readonly calls: string[] = [];
  readonly comments = new Map<number, string>();
  readonly checks: unknown[] = [];
  readonly reactions: string[] = [];
  pull: (PullSnapshot & { title: string }) | null = null;
  drafts = true;
  forbidden: string | null = null;
  readonly failing = new Set<string>();

  private called(name: string): void {
    this.calls.push(name);
    if (this.failing.has(name)) {
      throw new TypeError(`${name} is out of order`);
    }
  }
  async comment(_issue: number, body: string) {
    this.called('comment');
    const id = this.comments.size + 1;
    this.comments.set(id, body);
    return { id, url: `https://github.test/c/${id}` };
  }
  async editComment(id: number, body: string): Promise<'edited' | 'gone'> {
    this.called('editComment');
    if (!this.comments.has(id)) {
      return 'gone';
    }
    this.comments.set(id, body);
    return 'edited';
  }
  async findComment(_issue: number, marker: string) {
    this.called('findComment');
    const found = [...this.comments].find(([, body]) => body.includes(marker));
    return found === undefined ? null : { id: found[0] };
  }
  async react(_id: number, content: string) {
    this.called('react');
    this.reactions.push(content);
  }
  async findPull() {
    this.called('findPull');
    return this.pull;
  }
  async createPull(request: { title: string; body: string; draft: boolean }): Promise<CreatePullOutcome> {
    this.called('createPull');
    if (this.forbidden !== null) {
      return { kind: 'forbidden', message: this.forbidden };
    }
    if (request.draft && !this.drafts) {
      return { kind: 'no_drafts' };
    }
    const { title, body, draft } = request;
    this.pull = { number: 9, nodeId: 'N9', url: 'https://github.test/o/r/pull/9', state: 'open', title, body, draft };
    return { kind: 'created', pull: this.pull };
  }
  async editPull(_number: number, change: { title?: string; body?: string }) {
    this.called('editPull');
    if (this.pull !== null) {
      this.pull = { ...this.pull, ...change };
    }
  }
  async markReady() {
    this.called('markReady');
    if (this.pull !== null) {
      this.pull = { ...this.pull, draft: false };
    }
  }
  async createCheck(check: unknown) {
    this.called('createCheck');
    this.checks.push(check);
    return { id: this.checks.length };
  }
  private unexpected(): never {
    throw new TypeError('effects have no use for this');
  }
  repository = () => this.unexpected();
  branchTip = () => this.unexpected();
  file = () => this.unexpected();
  permission = () => this.unexpected();
  roleName = () => this.unexpected();
  issue = () => this.unexpected();
  recentComments = () => this.unexpected();
  dispatch = () => this.unexpected();
  workflowRunStatus = () => this.unexpected();
}

/** The same as an object of plain functions, as the real one is: what copies it must not lose its methods. */
export function plainApi(api: RepositoryApi): RepositoryApi {
  return {
    ...api,
    comment: (issue, body) => api.comment(issue, body),
    editComment: (id, body) => api.editComment(id, body),
    findComment: (issue, marker) => api.findComment(issue, marker),
    react: (id, content) => api.react(id, content),
    findPull: (head, base) => api.findPull(head, base),
    createPull: (pull) => api.createPull(pull),
    editPull: (number, change) => api.editPull(number, change),
    markReady: (nodeId) => api.markReady(nodeId),
    createCheck: (check) => api.createCheck(check),
  };
}
