/** The report of an operation as a file: what was sent, where, with which result, by whom and why. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { client } from '../../app/client.ts';
import { saveAs } from '../../ui/save.ts';
import { sentence } from '../../ui/sentence.ts';
import many from './bulk.module.css';
import { fileName } from './file-name.ts';

const types = { csv: 'text/csv;charset=utf-8', ndjson: 'application/x-ndjson;charset=utf-8' } as const;
type Format = keyof typeof types;

export function Report({ operationId, name }: { operationId: string; name: string }) {
  const save = useMutation({
    mutationFn: async (format: Format) => {
      const parts: string[] = [];
      for await (const part of await client.operations.export({ operationId, format })) parts.push(part);
      saveAs(new Blob(parts, { type: types[format] }), `${fileName(name)}.${format}`);
    },
  });
  const button = (format: Format, label: string) => (
    <Button
      leftSection={<IconDownload size={14} aria-hidden />}
      loading={save.isPending && save.variables === format}
      disabled={save.isPending}
      onClick={() => save.mutate(format)}
    >
      {label}
    </Button>
  );
  return (
    <section className={many.report} aria-label="Report">
      <div>
        <h3>Report</h3>
        <p className="dim small" role={save.error ? 'alert' : undefined}>
          {save.error
            ? `It could not be saved. ${sentence(save.error)}`
            : 'One line per item: what was sent, where, with which result, by whom and why. No secrets.'}
        </p>
      </div>
      {button('csv', 'Save as CSV')}
      {button('ndjson', 'Save as NDJSON')}
    </section>
  );
}
