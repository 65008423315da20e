import type { Api } from '../http/api.js';
import type { RateLimits } from '../http/rate-limits.js';
import { addAppRoutes } from './app.js';
import { addBranchRoutes } from './code/branches.js';
import { addCheckRoutes } from './code/checks.js';
import { addContentsRoutes } from './code/contents.js';
import { addGitDataRoutes } from './code/git-data.js';
import { addRefRoutes } from './code/git-refs.js';
import { addStatusRoutes } from './code/statuses.js';
import { addGraphqlRoutes } from './graphql.js';
import { addHookDeliveryRoutes } from './hook-deliveries.js';
import { addMetaRoutes } from './meta.js';
import { addPullRoutes } from './pulls/pulls.js';
import { addReviewRoutes } from './pulls/reviews.js';
import { addRepositoryRoutes } from './repositories.js';
import { addCommentRoutes } from './talk/comments.js';
import { addIssueRoutes } from './talk/issues.js';
import { addLabelRoutes } from './talk/labels.js';
import { addReactionRoutes } from './talk/reactions.js';

/** First match wins: exact paths come before those that take the rest of the path. */
export function addRoutes(api: Api, limits: RateLimits): void {
  addMetaRoutes(api, limits);
  addRepositoryRoutes(api);
  addAppRoutes(api);
  addHookDeliveryRoutes(api);
  addCommentRoutes(api);
  addReactionRoutes(api);
  addLabelRoutes(api);
  addIssueRoutes(api);
  addPullRoutes(api);
  addReviewRoutes(api);
  addCheckRoutes(api);
  addStatusRoutes(api);
  addRefRoutes(api);
  addGitDataRoutes(api);
  addContentsRoutes(api);
  addBranchRoutes(api);
  addGraphqlRoutes(api);
}
