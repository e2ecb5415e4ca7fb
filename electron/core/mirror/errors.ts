/** Why the mirror could not be opened, in words for the operator. */

export type MirrorUnavailableCode = 'locked' | 'future' | 'corrupt' | 'unwritable';

export class MirrorUnavailable extends Error {
  override readonly name = 'MirrorUnavailable';
  readonly code: MirrorUnavailableCode;

  constructor(code: MirrorUnavailableCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
