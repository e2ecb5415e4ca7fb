/** What the address of the list of calls carries: the filter, the record beside the list, and how its columns are arranged. */
import { z } from 'zod';
import { callFilter } from '../../../shared/contract/filters.ts';
import { filterSearch } from '../../ui/filters/address.ts';
import { tabs } from './place.ts';

export const callsSearch = filterSearch(
  callFilter.extend({ tab: z.enum(tabs), at: z.string().max(40), columns: z.string().max(600) }),
);
export type CallsSearch = ReturnType<typeof callsSearch>;
