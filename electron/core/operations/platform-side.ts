/** Whether the platform itself could carry out an operation, told from its connection. */
import type { StreamState } from '../sources/stream.ts';

export interface PlatformSide {
  can(command: string): { available: boolean; why: string | null };
}

export function platformSide(state: StreamState | undefined): PlatformSide {
  return {
    can(command) {
      const phase = state?.state.phase;
      if (phase !== 'live' && phase !== 'catching up')
        return { available: false, why: 'The platform is not connected.' };
      if (!state?.capabilities.includes(command)) {
        return { available: false, why: 'The platform does not offer this over its stream.' };
      }
      return { available: true, why: null };
    },
  };
}
