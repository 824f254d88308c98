/** Puts the application together: words, look, data, routes. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App, ConfigProvider } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './query.ts';
import { router } from './router.tsx';
import { theme } from './theme.ts';

export function start(): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('no #root in the page');
  // The server writes a fresh nonce into every page: antd's style elements carry it, or the policy would refuse them.
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  createRoot(root).render(
    <StrictMode>
      <ConfigProvider
        locale={zhCN}
        theme={theme}
        csp={{ nonce }}
        button={{ autoInsertSpace: false }}
        form={{ requiredMark: true, scrollToFirstError: { focus: true } }}
      >
        <App>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </App>
      </ConfigProvider>
    </StrictMode>,
  );
}
