import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import './page.css';
import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { SESSION } from './access/session.ts';
import { App } from './app.tsx';
import { startLanguage } from './language.ts';
import { Refusal } from './request.ts';
import { cssVariables, theme } from './theme.ts';

/** A session that has ended sends the reader to the sign-in page, wherever he is. */
function onRefusal(error: unknown): void {
  if (error instanceof Refusal && error.status === 401) client.setQueryData(SESSION, null);
}

const client: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: onRefusal }),
  mutationCache: new MutationCache({ onError: onRefusal }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      gcTime: 5_000,
      retry: (count, error) => count < 2 && error instanceof Refusal && error.status === 0,
    },
  },
});

await startLanguage();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
