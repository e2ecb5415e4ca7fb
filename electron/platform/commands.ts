/** What a consumer may ask the platform to do: resend a webhook message, replay a chain run. Effects come as ordinary events. */
export interface CommandResult {
  id: string;
  accepted: boolean;
  error?: string;
}
