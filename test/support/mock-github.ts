import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import nock from 'nock';

export interface MockOptions {
  /** A host that may still be reached for real, such as a server that the test itself starts. */
  readonly allow?: string;
  /** Answers that were prepared must have been asked for; true unless said otherwise. */
  readonly exhaust?: boolean;
}

/**
 * Answers every HTTP request of this test file from `nock`, and gives Node's `http` back when the file is done. Jest runs many files in one
 * process and shares Node's own modules between them: what one file leaves patched cuts the network of whichever file comes next.
 */
export function mockGithub({ allow, exhaust = true }: MockOptions = {}): void {
  beforeAll(() => {
    if (!nock.isActive()) {
      nock.activate();
    }
  });
  beforeEach(() => {
    nock.disableNetConnect();
    if (allow !== undefined) {
      nock.enableNetConnect(allow);
    }
  });
  afterEach(() => {
    const unused = nock.pendingMocks();
    nock.cleanAll();
    if (exhaust) {
      expect(unused).toEqual([]);
    }
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}
