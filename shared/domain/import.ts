/** The import of one file: what is known of it while it is read, and afterwards. */

export interface ImportJob {
  id: number;
  connectionId: string;
  /** As the file is called, with its folder where a folder was chosen. */
  name: string;
  /** In bytes. */
  size: number;
  /** Of its content, as the console computes it. */
  digest: string;
  /** `interrupted`: broken off by the end of core or of the page; the same file goes on where it stood. */
  state: 'running' | 'done' | 'cancelled' | 'interrupted' | 'failed';
  startedAt: number;
  endedAt: number | null;
  /** Bytes of the file whose records are in the mirror. */
  position: number;
  records: number;
  added: number;
  duplicates: number;
  deadLetters: number;
  why: string | null;
}

/** A piece of a file is at most this long; the next is sent when this one is in the mirror. */
export const importPieceBytes = 512 << 10;
