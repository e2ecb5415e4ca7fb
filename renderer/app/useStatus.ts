/** What the frame knows at all times. */
import { useQuery } from '@tanstack/react-query';
import type { Status } from '../../shared/contract/index.ts';
import { api } from './client.ts';

export function useStatus(): Status | undefined {
  return useQuery(api.system.status.queryOptions()).data;
}
