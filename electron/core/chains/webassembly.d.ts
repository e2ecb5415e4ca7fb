/** The part of WebAssembly's interface that is used here; TypeScript has it with the types of pages only. */
declare namespace WebAssembly {
  class Memory {
    /** In pages of 64 KiB. */
    constructor(descriptor: { initial: number; maximum: number });
  }
}
