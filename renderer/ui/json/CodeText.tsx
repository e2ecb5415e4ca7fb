/** The editor behind `CodeView`, which weighs as much as the rest of a page. */
import { standardKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { foldGutter, foldKeymap, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef } from 'react';
import { styleNonce } from '../nonce.ts';
import type { CodeTextProps } from './CodeView.tsx';
import { codeColours, codeLook } from './code-look.ts';

/** Highlighting parses the whole text; beyond this the reader gets plain text, at once. */
const highlightUpTo = 1024 * 1024;

function extensions(text: string, isJson: boolean, label: string): Extension[] {
  return [
    EditorView.cspNonce.of(styleNonce()),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': label, role: 'textbox', 'aria-readonly': 'true' }),
    EditorView.lineWrapping,
    lineNumbers(),
    drawSelection(),
    highlightSelectionMatches(),
    search({ top: true }),
    keymap.of([...searchKeymap, ...foldKeymap, ...standardKeymap]),
    codeLook,
    ...(isJson && text.length <= highlightUpTo ? [json(), foldGutter(), syntaxHighlighting(codeColours)] : []),
  ];
}

export function CodeText({ text, isJson, label, handle }: CodeTextProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);

  useEffect(() => {
    if (!place.current) return;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({ doc: text, extensions: extensions(text, isJson, label) }),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
  }, [text, isJson, label]);

  useImperativeHandle(handle, () => ({
    search: () => {
      if (view.current) openSearchPanel(view.current);
    },
  }));

  return <div ref={place} style={{ height: '100%', minHeight: 0 }} />;
}
