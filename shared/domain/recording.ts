/** The recording of a call, as far as this machine has it. */

export type Recording =
  /** The vendor named none. */
  | { state: 'none' }
  /** Words of this call are masked; it has to be revealed before it can be heard. */
  | { state: 'masked' }
  /** It would be fetched from `host`. */
  | { state: 'not fetched'; host: string }
  /** `total` is `null` where the answer does not say. */
  | { state: 'fetching'; bytes: number; total: number | null }
  /** Kept on this machine, to be heard without a network. `type` is a media type. */
  | { state: 'cached'; bytes: number; type: string }
  /** `reason` is a sentence; it holds for the last try. */
  | { state: 'failed'; host: string; reason: string };
