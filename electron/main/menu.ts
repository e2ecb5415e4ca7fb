/** The application menu: what every program has on each system, and the way to the operator's own data. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

/** `inspectable` adds reload and the inspector, for a checkout. */
export function setMenu({ openDataDir, inspectable }: { openDataDir: () => void; inspectable: boolean }): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ openDataDir, inspectable })));
}

function menuTemplate({
  openDataDir,
  inspectable,
}: {
  openDataDir: () => void;
  inspectable: boolean;
}): MenuItemConstructorOptions[] {
  const mac = process.platform === 'darwin';
  const inspecting: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { role: 'toggleDevTools' },
    { type: 'separator' },
  ];
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        ...(inspectable ? inspecting : []),
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [{ label: 'Open data folder', click: openDataDir }, ...(mac ? [] : [{ role: 'about' } as const])],
    },
  ];
}
