/** Saved views of a list: read, kept, taken away. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ViewScreen } from '../../../shared/domain/view.ts';
import { api } from '../../app/client.ts';

export function useViews(screen: ViewScreen) {
  const list = useQuery(api.views.list.queryOptions({ input: { screen } }));
  const save = useMutation(api.views.save.mutationOptions());
  const remove = useMutation(api.views.remove.mutationOptions());
  return { list, save, remove };
}
