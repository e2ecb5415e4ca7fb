/** The few pages the browser shell shows by itself: no script, no outside resource, readable in both themes. */

function notice(title: string, paragraphs: readonly string[], head = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${head}<title>${title} · Aftercall</title>
</head>
<body>
<h1>${title}</h1>
${paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n')}
</body>
</html>
`;
}

const howToGetALink =
  'For a new link, press Enter in the terminal in which Aftercall runs. If it runs in the background, start it again: it prints a link each time.';

/** A link was opened a second time, or was made up. */
export const usedLink = notice('This link has been used', [
  'A link to the console works once, so that nobody who finds it later can get in.',
  howToGetALink,
]);

/** The console was opened without having come by a link. */
export const linkNeeded = notice('Open the console by its link', [
  'This browser has not been let in, or Aftercall has been started anew since.',
  howToGetALink,
]);

/**
 * Loads the console again from itself. Opened by a link on another site, the browser holds the fresh cookie back from the redirect;
 * a navigation that begins here carries it.
 */
export const continueHere = notice(
  'Opening the console',
  ['<a href="/">Continue</a>'],
  '<meta http-equiv="refresh" content="0; url=/">\n',
);

/** A refusal in one line. `why` is our own text, never the request's. */
export function refused(why: string): string {
  return notice('Refused', [why]);
}
