/**
 * Where a long file goes piece by piece: to a place the operator chooses, where the browser lets one be chosen, else to its downloads.
 */
import { saveAs } from './save.ts';

export interface FileSink {
  /** The name it got. */
  name: string;
  write(text: string): Promise<void>;
  /** The file is there once this is done; until then nothing of it is to be seen. */
  close(): Promise<void>;
  /** Leaves no file behind. */
  discard(): Promise<void>;
}

/** https://wicg.github.io/file-system-access/, which TypeScript does not know of. */
interface Writable {
  write(data: string): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}
interface Picked {
  name: string;
  createWritable(): Promise<Writable>;
}
declare global {
  interface Window {
    showSaveFilePicker?(options: {
      suggestedName: string;
      types: { description: string; accept: Record<string, string[]> }[];
    }): Promise<Picked>;
  }
}

export interface FileKind {
  /** With its dot. */
  ending: string;
  type: string;
  description: string;
}

/** `null`: the operator chose no place. To be called from a click. */
export async function openFile(name: string, kind: FileKind): Promise<FileSink | null> {
  if (!window.showSaveFilePicker) return download(name, kind);
  try {
    const picked = await window.showSaveFilePicker({
      suggestedName: name,
      types: [{ description: kind.description, accept: { [kind.type]: [kind.ending] } }],
    });
    return chosen(picked.name, await picked.createWritable());
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

function chosen(name: string, file: Writable): FileSink {
  return {
    name,
    write: (text) => file.write(text),
    close: () => file.close(),
    discard: () => file.abort(),
  };
}

/** Pieces become one blob now and then, which the browser may keep on disk. */
const blobFrom = 4 << 20;

function download(name: string, { type }: FileKind): FileSink {
  const blobs: Blob[] = [];
  let parts: string[] = [];
  let length = 0;
  const gather = () => {
    blobs.push(new Blob(parts, { type }));
    parts = [];
    length = 0;
  };
  return {
    name,
    async write(text) {
      parts.push(text);
      length += text.length;
      if (length >= blobFrom) gather();
    },
    async close() {
      gather();
      saveAs(new Blob(blobs, { type }), name);
    },
    async discard() {
      blobs.length = 0;
      parts = [];
    },
  };
}
