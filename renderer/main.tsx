/** Starts the console in the page. */
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@mantine/core/styles.css';
import '@mantine/spotlight/styles.css';
import './app/tokens.css';
import './app/base.css';
import './app/print.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Providers } from './app/Providers.tsx';
import { createQueries } from './app/queries.ts';
import { createConsoleRouter } from './app/router.tsx';
import { styleNonce } from './ui/nonce.ts';

// Read by `react-style-singleton`, which locks scrolling behind a dialog with a style element of its own.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() });

const place = document.getElementById('root');
if (!place) throw new Error('The page has no element with the id "root".');
const queries = createQueries();
createRoot(place).render(
  <StrictMode>
    <Providers queries={queries} router={createConsoleRouter(queries)} />
  </StrictMode>,
);
