/** Which field to narrow by: type to find it, arrows and Enter choose. */
import { useState } from 'react';
import { OptionList } from './OptionList.tsx';

export function FieldList(props: { fields: readonly { key: string; label: string }[]; onChoose(key: string): void }) {
  const [typed, setTyped] = useState('');
  const fits = props.fields.filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()));
  return (
    <OptionList
      label="Filter by"
      placeholder="Filter by…"
      typed={typed}
      onType={setTyped}
      options={fits.map(({ key, label }) => ({ value: key, label, count: null }))}
      onChoose={props.onChoose}
    />
  );
}
