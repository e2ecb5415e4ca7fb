/** The gallery in a page of its own, without core: `npm run gallery`. Not part of the console. */
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@mantine/core/styles.css';
import '../app/tokens.css';
import '../app/base.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { cssVariables, theme } from '../app/theme.ts';
import { Toasts } from '../ui/Toasts.tsx';
import { Gallery } from './Gallery.tsx';

const place = document.getElementById('root');
if (!place) throw new Error('The page has no element with the id "root".');
createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <Gallery />
      <Toasts />
    </MantineProvider>
  </StrictMode>,
);
