/** So many bytes does a write-ahead log keep of its file when what it held is in its place; what a moment brings is less. */
export const keptOfLog = 32 << 20;
