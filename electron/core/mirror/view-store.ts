/** Saved views: names the operator gave to what a list is narrowed to. */
import type { SavedView } from '../../../shared/domain/view.ts';
import type { Writable } from './open.ts';

/** Without `id` a new one. */
export type ViewToSave = Omit<SavedView, 'id'> & { id?: number | undefined };

export function viewStore(db: Writable) {
  const clear = db.prepare<{ screen: string; name: string; id: number | null }>(
    'DELETE FROM saved_view WHERE screen = @screen AND name = @name AND id IS NOT @id',
  );
  const add = db.prepare<[string, string, string], SavedView>(
    'INSERT INTO saved_view (screen, name, search) VALUES (?, ?, ?) RETURNING *',
  );
  const change = db.prepare<[string, string, number, string], SavedView>(
    'UPDATE saved_view SET name = ?, search = ? WHERE id = ? AND screen = ? RETURNING *',
  );
  const known = db.prepare<[number, string], { id: number }>('SELECT id FROM saved_view WHERE id = ? AND screen = ?');
  const remove = db.prepare<[number]>('DELETE FROM saved_view WHERE id = ?');

  return {
    /** Takes the place of another view of that name on the same screen; `null` when `id` is none of that screen. */
    save({ id, screen, name, search }: ViewToSave): SavedView | null {
      if (id !== undefined && !known.get(id, screen)) return null;
      clear.run({ screen, name, id: id ?? null });
      return (id === undefined ? add.get(screen, name, search) : change.get(name, search, id, screen)) ?? null;
    },
    remove: (id: number): boolean => remove.run(id).changes > 0,
  };
}
