/** Where a record is read: in the panel beside its list, or on a page of its own with the way back. */
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useKeys } from './keys.ts';
import { PageTitle } from './PageTitle.tsx';
import { PanelTools } from './PanelTools.tsx';
import classes from './page.module.css';
import { useTitle } from './useTitle.ts';

export function RecordPanel(props: { title: string; onOpen?: () => void; onClose(): void; children: ReactNode }) {
  const { children, ...tools } = props;
  return (
    <div className={classes.panel}>
      <PanelTools {...tools} />
      {children}
    </div>
  );
}

interface RecordPageProps {
  title: string;
  /** The list it belongs to. */
  list: { to: '/webhooks' | '/chains' | '/incidents' | '/endpoints'; label: string };
  /** Selected on the way back. */
  id: number | string;
  onBack(): void;
  children: ReactNode;
}

/** Escape goes back to the list as the crumb does. */
export function RecordPage({ title, list, id, onBack, children }: RecordPageProps) {
  useTitle(title);
  useKeys({ escape: onBack });
  return (
    <div className={classes.alone}>
      <div className={classes.crumbs}>
        <Crumb list={list} id={id} />
        <PageTitle>{title}</PageTitle>
      </div>
      {children}
    </div>
  );
}

function Crumb({ list: { to, label }, id }: Pick<RecordPageProps, 'list' | 'id'>) {
  const words = (
    <>
      <IconArrowLeft size={14} aria-hidden /> {label}
    </>
  );
  return to === '/endpoints' ? (
    <Link to={to} search={{ id: String(id) }} className={classes.crumb}>
      {words}
    </Link>
  ) : (
    <Link to={to} search={{ id: Number(id) }} className={classes.crumb}>
      {words}
    </Link>
  );
}
