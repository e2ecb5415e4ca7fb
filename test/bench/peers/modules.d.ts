/**
 * As much of the peers' packages as the bench uses. They are installed into this folder only when the bench asks for them, and the
 * types must be known without.
 */
declare module '@duckdb/node-api' {
  type Value = string | bigint | number | null | DuckDBBlobValue;
  export interface DuckDBType {
    readonly typeId: number;
  }
  export const BIGINT: DuckDBType;
  export const DOUBLE: DuckDBType;
  export const VARCHAR: DuckDBType;
  export const BLOB: DuckDBType;
  export class DuckDBBlobValue {
    constructor(bytes: Uint8Array);
  }
  export class DuckDBDataChunk {
    static create(types: readonly DuckDBType[], rowCount?: number): DuckDBDataChunk;
    setColumnValues(column: number, values: readonly Value[]): void;
    rowCount: number;
  }
  interface Appender {
    appendDataChunk(chunk: DuckDBDataChunk): void;
    closeSync(): void;
  }
  interface Connection {
    run(sql: string): Promise<unknown>;
    prepare(sql: string): Promise<{
      bind(values: readonly Value[]): void;
      runAndReadAll(): Promise<{ getRowsJS(): unknown[][] }>;
    }>;
    createAppender(table: string): Promise<Appender>;
    closeSync(): void;
  }
  export class DuckDBInstance {
    static create(path: string, options?: Record<string, string>): Promise<DuckDBInstance>;
    connect(): Promise<Connection>;
    closeSync(): void;
  }
}

declare module '@electric-sql/pglite' {
  interface Queries {
    query(
      sql: string,
      values?: unknown[],
      options?: { rowMode?: 'array'; blob?: Blob },
    ): Promise<{ rows: unknown[][] }>;
  }
  export class PGlite implements Queries {
    static create(options: { dataDir: string; relaxedDurability: boolean }): Promise<PGlite>;
    query: Queries['query'];
    exec(sql: string): Promise<unknown>;
    transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
    close(): Promise<void>;
  }
}

declare module 'pg' {
  export class Client {
    constructor(options: { host: string; port: number; user: string; database: string });
    connect(): Promise<void>;
    query(query: string | { text: string; values?: unknown[]; rowMode?: 'array'; name?: string }): Promise<{
      rows: unknown[][];
    }>;
    end(): Promise<void>;
  }
  const pg: { Client: typeof Client };
  export default pg;
}
