/** Links between the documents lead to files that are there, and to headings they have. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = globSync(['*.md', 'docs/**/*.md', 'renderer/**/*.md'], { cwd: root });

/** As the places where these files are read make anchors of headings. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

const anchorsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading));

function broken(document: string): string[] {
  const path = join(root, document);
  const links = readFileSync(path, 'utf8').matchAll(/\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)/g);
  return [...links].flatMap(([, target = '', heading]) => {
    const file = target === '' ? path : join(dirname(path), target);
    const leads = existsSync(file) && (heading === undefined || anchorsOf(file).includes(heading));
    return leads ? [] : [`${document}: ${relative(root, file)}${heading === undefined ? '' : `#${heading}`}`];
  });
}

test('every link of the documents leads somewhere', () => {
  expect(documents.length).toBeGreaterThan(15);
  expect(documents.flatMap(broken)).toEqual([]);
});
