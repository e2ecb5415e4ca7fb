/** A section of the settings that core acts by: as it is, and a way to change it that can be undone. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Settings } from '../../../shared/domain/settings.ts';
import { api } from '../../app/client.ts';
import { sentence } from '../../ui/sentence.ts';
import { toast } from '../../ui/toasts.ts';

export interface Section<T> {
  /** `undefined` while it is read. */
  now: T | undefined;
  error: Error | null;
  retry(): void;
  change(part: Partial<T>): void;
}

export function useSection<S extends keyof Settings>(name: S): Section<Settings[S]> {
  const queries = useQueryClient();
  const settings = useQuery(api.settings.get.queryOptions());
  const update = useMutation(
    api.settings.update.mutationOptions({
      onSuccess: (now) => queries.setQueryData(api.settings.get.queryKey(), now),
      onError: (error) => void toast({ title: 'Not saved', text: sentence(error), tone: 'bad' }),
    }),
  );
  const now = settings.data?.[name];
  return {
    now,
    error: settings.error,
    retry: () => void settings.refetch(),
    change(part) {
      if (!now) return;
      update.mutate(
        { [name]: { ...now, ...part } },
        {
          onSuccess: () =>
            void toast({
              title: 'Saved',
              tone: 'good',
              action: { label: 'Undo', run: () => update.mutate({ [name]: now }) },
            }),
        },
      );
    },
  };
}
