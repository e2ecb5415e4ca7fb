/**
 * Cuts a file into its records while it is read, a piece at a time, holding no more than one record: the lines of NDJSON, or the elements of
 * a list in a JSON document. Looks only at bytes that give JSON its shape; whether a record is JSON its reader finds out, and one bad
 * record costs that record alone.
 */

export interface FileRecord {
  /** Without the white space around it; the beginning alone of one that is too large. */
  bytes: Buffer;
  tooLarge: boolean;
  /** The line, or the place in the list, from 1. */
  number: number;
  /** Where it ends in the file. */
  end: number;
  /** The file ended in the middle of it. */
  cut: boolean;
}

export interface Splitter {
  push(bytes: Buffer): FileRecord[];
  /** What is left at the end of the file. */
  end(): FileRecord[];
  /** Where reading would go on after the records given so far. */
  state(): SplitState;
}

/** `inside`: within the list; `over`: after it, where what follows is read only if the list is the whole document (`root`). */
export interface SplitState {
  kind: 'lines' | 'list';
  /** Bytes of the file. */
  at: number;
  /** Records before it. */
  number: number;
  inside: boolean;
  over: boolean;
  root: boolean;
}

export const mostRecord = 16 << 20;
const keptOfTooLarge = 64 << 10;

const [newline, quote, backslash, comma, colon] = [0x0a, 0x22, 0x5c, 0x2c, 0x3a];
const [openList, closeList, openBag, closeBag] = [0x5b, 0x5d, 0x7b, 0x7d];
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Collects the bytes of one record over pieces. */
function collector() {
  let parts: Buffer[] = [];
  let size = 0;
  return {
    add(bytes: Buffer): void {
      size += bytes.length;
      if (size <= mostRecord + bytes.length) parts.push(bytes);
    },
    get empty() {
      return size === 0;
    },
    take(): { bytes: Buffer; tooLarge: boolean } {
      const tooLarge = size > mostRecord;
      const whole = Buffer.concat(parts);
      parts = [];
      size = 0;
      return { bytes: trimmed(tooLarge ? whole.subarray(0, keptOfTooLarge) : whole), tooLarge };
    },
  };
}

function trimmed(bytes: Buffer): Buffer {
  let [from, to] = [0, bytes.length];
  while (from < to && isSpace(bytes[from] ?? 0)) from += 1;
  while (to > from && isSpace(bytes[to - 1] ?? 0)) to -= 1;
  return bytes.subarray(from, to);
}

export function splitLines(from: Pick<SplitState, 'at' | 'number'>): Splitter {
  let { at, number } = from;
  let given = { at, number };
  const line = collector();

  function close(records: FileRecord[]): void {
    number += 1;
    const taken = line.take();
    if (taken.bytes.length > 0) records.push({ ...taken, number, end: at, cut: false });
    given = { at, number };
  }

  return {
    push(bytes) {
      const records: FileRecord[] = [];
      let start = 0;
      for (let next = bytes.indexOf(newline); next >= 0; next = bytes.indexOf(newline, start)) {
        line.add(bytes.subarray(start, next));
        at += next + 1 - start;
        start = next + 1;
        close(records);
      }
      line.add(bytes.subarray(start));
      at += bytes.length - start;
      return records;
    },
    end() {
      const records: FileRecord[] = [];
      if (!line.empty) close(records);
      return records;
    },
    state: () => ({ kind: 'lines', ...given, inside: false, over: false, root: false }),
  };
}

/** Keys of a document's own list of records, as platforms export it. */
const listKeys = new Set(['calls', 'data', 'items', 'results', 'records']);

/** Whether the list that begins after this key holds the records: of the document itself, or an HTTP archive's entries. */
function isRecords(keys: readonly string[]): boolean {
  if (keys.length === 1) return listKeys.has(keys[0] ?? '');
  return keys.length === 2 && keys[0] === 'log' && keys[1] === 'entries';
}

/** A document: a list of records, an object with one inside (see `isRecords`), or itself the only record. */
export function splitDocument(from: Omit<SplitState, 'kind'>): Splitter {
  let { at, number, inside, over, root } = from;
  let given = { at, number };
  const record = collector();
  /** Within the list: of the element; before it: of the document. */
  let depth = 0;
  let inText = false;
  let escaped = false;
  let text: number[] = [];
  /** The keys that led here, one for each level. */
  const keys: string[] = [];
  const isList: boolean[] = [];

  /** Steps over one byte before the list is found; true when it begins here. */
  function seek(byte: number): boolean {
    if (inText) {
      if (escaped) escaped = false;
      else if (byte === backslash) escaped = true;
      else if (byte === quote) inText = false;
      else if (text.length < 32) text.push(byte);
      return false;
    }
    if (byte === quote) {
      inText = true;
      text = [];
    } else if (byte === colon) {
      if (depth <= 2) keys.splice(Math.max(0, depth - 1), keys.length, Buffer.from(text).toString('latin1'));
    } else if (byte === openList || byte === openBag) {
      const here = depth <= 2 && keys.length === depth && isList.slice(0, depth).every((one) => !one);
      const held = here && isRecords(keys);
      if (byte === openList && (depth === 0 || held)) return true;
      isList[depth] = byte === openList;
      depth += 1;
      keys.length = Math.min(keys.length, depth - 1);
    } else if (byte === closeList || byte === closeBag) depth = Math.max(0, depth - 1);
    return false;
  }

  function close(records: FileRecord[], end: number, cut = false): void {
    const taken = record.take();
    if (taken.bytes.length === 0) return;
    number += 1;
    records.push({ ...taken, number, end, cut });
    given = { at: end, number };
  }

  /** Steps over one byte of the list. */
  function step(byte: number): 'within' | 'between' | 'over' {
    if (inText) {
      if (escaped) escaped = false;
      else if (byte === backslash) escaped = true;
      else if (byte === quote) inText = false;
      return 'within';
    }
    if (byte === quote) inText = true;
    else if (byte === openList || byte === openBag) depth += 1;
    else if (byte === closeList && depth === 0) return 'over';
    else if (byte === closeList || byte === closeBag) depth = Math.max(0, depth - 1);
    else if (byte === comma && depth === 0) return 'between';
    return 'within';
  }

  return {
    push(bytes) {
      const records: FileRecord[] = [];
      let start = 0;
      for (let n = 0; n < bytes.length && !over; n += 1) {
        const byte = bytes[n] ?? 0;
        if (!inside) {
          if (!seek(byte)) continue;
          inside = true;
          root = depth === 0;
          record.take();
          depth = 0;
          start = n + 1;
          given = { at: at + start, number };
          continue;
        }
        const where = step(byte);
        if (where === 'within') continue;
        record.add(bytes.subarray(start, n));
        close(records, at + n);
        start = n + 1;
        over = where === 'over';
        // Whoever goes on here is past the bracket.
        if (over) given = { at: at + start, number };
      }
      at += bytes.length;
      if (!over || root) record.add(bytes.subarray(start));
      else given = { at, number };
      return records;
    },
    end() {
      const records: FileRecord[] = [];
      close(records, at, inside && !over);
      return records;
    },
    state: () => ({ kind: 'list', ...given, inside, over, root }),
  };
}
