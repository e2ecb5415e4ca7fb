/** Reading saved views. */
import type { SavedView, ViewScreen } from '../../../../shared/domain/view.ts';
import type { Readable } from '../open.ts';

export function viewReaders(db: Readable) {
  const views = db.prepare<[string], SavedView>(
    'SELECT id, screen, name, search FROM saved_view WHERE screen = ? ORDER BY name, id',
  );
  return {
    savedViews: (screen: ViewScreen): SavedView[] => views.all(screen),
  };
}
