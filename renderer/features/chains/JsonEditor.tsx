/** A JSON text to edit, coloured as it is typed. What it means, and whether it is valid, the one who asked says. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldGutter, foldKeymap, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { codeColours, codeLook } from '../../ui/json/code-look.ts';
import { styleNonce } from '../../ui/nonce.ts';

interface JsonEditorProps {
  /** Where it begins; later texts come by `onChange` alone, so a new beginning needs a new `key`. */
  text: string;
  label: string;
  onChange(text: string): void;
}

export function JsonEditor({ text, label, onChange }: JsonEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const begun = useRef(text);
  const tell = useRef(onChange);
  tell.current = onChange;

  useEffect(() => {
    if (!place.current) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: begun.current,
        extensions: [
          EditorView.cspNonce.of(styleNonce()),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.lineWrapping,
          EditorView.updateListener.of((update) => {
            if (update.docChanged) tell.current(update.state.doc.toString());
          }),
          lineNumbers(),
          history(),
          drawSelection(),
          indentUnit.of('  '),
          bracketMatching(),
          json(),
          foldGutter(),
          syntaxHighlighting(codeColours),
          keymap.of([...historyKeymap, ...foldKeymap, ...defaultKeymap]),
          codeLook,
        ],
      }),
    });
    return () => view.destroy();
  }, [label]);

  return <div ref={place} style={{ height: '100%', minHeight: 0 }} />;
}
