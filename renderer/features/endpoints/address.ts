/** Endpoints in addresses: they are known by two ids, which rows and addresses carry as one text. */
import { z } from 'zod';
import type { EndpointKey } from '../../../shared/domain/endpoint.ts';

const pair = z.tuple([z.string().min(1), z.string().min(1)]);

export const pathOf = ({ connectionId, endpointId }: EndpointKey): string => JSON.stringify([connectionId, endpointId]);

/** `undefined` for what `pathOf` never made: an address that was mangled leads to the list. */
export function keyOf(path: string): EndpointKey | undefined {
  try {
    const [connectionId, endpointId] = pair.parse(JSON.parse(path));
    return { connectionId, endpointId };
  } catch {
    return undefined;
  }
}
