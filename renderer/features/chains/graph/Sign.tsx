/** What is known of a node, as an icon and a word. */
import { IconAlertTriangle, IconCircleX, IconInfoCircle, IconPencil, IconPlus } from '@tabler/icons-react';
import type { Severity } from '../../../../shared/domain/chain.ts';
import { State } from '../../../ui/Words.tsx';
import classes from './graph.module.css';
import type { NodeSign } from './model.ts';

export function Sign({ sign }: { sign: NodeSign }) {
  if (sign.kind === 'state') {
    return <State state={sign.state} quiet {...(sign.word === undefined ? {} : { word: sign.word })} />;
  }
  if (sign.kind === 'finding') return <SeverityWord severity={sign.severity} word={sign.word} />;
  return (
    <span className={classes.sign} data-change={sign.change}>
      {sign.change === 'added' ? <IconPlus size={14} aria-hidden /> : <IconPencil size={14} aria-hidden />}
      {sign.change}
    </span>
  );
}

const icons = { error: IconCircleX, warning: IconAlertTriangle, hint: IconInfoCircle } as const;

export function SeverityWord({ severity, word }: { severity: Severity; word: string }) {
  const Icon = icons[severity];
  return (
    <span className={classes.sign} data-severity={severity}>
      <Icon size={14} aria-hidden />
      {word}
    </span>
  );
}
