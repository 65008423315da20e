import { z } from 'zod';
import { baseUrl, cli } from './common.js';

export const aider = z.strictObject({
  ...cli('aider'),
  base_url: baseUrl('API'),
});
