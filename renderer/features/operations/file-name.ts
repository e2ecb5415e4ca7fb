/** What every file system takes as a name, made of what somebody typed; without an ending. */
export function fileName(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '');
  return plain.slice(0, 80) || 'operation';
}
