/** The recording of a call as core has it, and fetching it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Recording } from '../../../../shared/domain/recording.ts';
import { api, client } from '../../../app/client.ts';

export function useRecording(id: number) {
  const queries = useQueryClient();
  const of = api.recordings.get.queryOptions({ input: { id } });
  const put = (recording: Recording) => queries.setQueryData(of.queryKey, recording);
  // It may have been fetched ahead, or gone from the cache, since it was asked for last.
  const recording = useQuery({ ...of, refetchOnMount: 'always' });
  const fetch = useMutation({
    mutationKey: ['recording', id],
    mutationFn: async () => {
      for await (const each of await client.recordings.fetch({ id })) put(each);
    },
  });
  const forget = useMutation({
    ...api.recordings.forget.mutationOptions(),
    onSuccess: (now) => {
      queries.removeQueries({ queryKey: api.recordings.sound.key({ input: { id } }) });
      put(now);
    },
  });
  return {
    recording,
    fetch,
    forget: () => forget.mutate({ id }),
    /** What is kept cannot be played: core would take it for whole, and not fetch it again. */
    fetchAnew: () => forget.mutate({ id }, { onSuccess: () => fetch.mutate() }),
    again: () => void recording.refetch(),
  };
}

/** The bytes, as the browser plays them; held for a short while. */
export function useSound(id: number) {
  return useQuery({
    queryKey: api.recordings.sound.key({ input: { id } }),
    queryFn: async ({ signal }) => {
      const file = await client.recordings.sound({ id }, { signal });
      return new Blob([await file.arrayBuffer()], { type: file.type });
    },
    structuralSharing: false,
    retry: false,
    gcTime: 30_000,
  });
}
