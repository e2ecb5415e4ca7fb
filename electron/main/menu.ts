/** The application menu: what every program has on each system, and the way to the operator's own data. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

export interface MenuChoices {
  newWindow(): void;
  openDataDir(): void;
  /** Adds reload and the inspector, for a checkout. */
  inspectable: boolean;
}

export function setMenu(choices: MenuChoices): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(choices)));
}

function menuTemplate({ newWindow, openDataDir, inspectable }: MenuChoices): MenuItemConstructorOptions[] {
  const mac = process.platform === 'darwin';
  const inspecting: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { role: 'toggleDevTools' },
    { type: 'separator' },
  ];
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [
        { label: 'New window', accelerator: 'CmdOrCtrl+N', click: newWindow },
        { type: 'separator' },
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
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
