/** How each platform is told where to send its webhooks: the steps, and how it signs. Sources: the platforms’ own documents. */
import type { SigningScheme } from '../../../shared/domain/signing.ts';

export interface Vendor {
  id: string;
  name: string;
  scheme: SigningScheme;
  steps: readonly string[];
  /** Where its secret is found; `null` where it signs nothing. */
  secret: string | null;
}

export const vendors: readonly Vendor[] = [
  {
    id: 'altur',
    name: 'Altur',
    scheme: { kind: 'altur' },
    steps: [
      'In Altur, open Integrations and add a webhook.',
      'Paste the address above, with your tunnel’s host in the place of 127.0.0.1.',
      'Choose the event on_call_end.',
    ],
    secret: 'The webhook’s signing secret, as Altur shows it (base64).',
  },
  {
    id: 'replicer',
    name: 'Replicer',
    scheme: { kind: 'replicer' },
    steps: [
      'In Replicer, open Settings, then Webhooks, and add an endpoint.',
      'Paste the address above, with your tunnel’s host in the place of 127.0.0.1.',
      'Subscribe it to call.ended.',
    ],
    secret: 'The secret shown once when the endpoint is made.',
  },
  {
    id: 'callkaro',
    name: 'CallKaro',
    scheme: { kind: 'none' },
    steps: [
      'In CallKaro, set the call webhook of the account, or of one agent.',
      'Paste the address above, with your tunnel’s host in the place of 127.0.0.1.',
      'If both account and agent have one, each call arrives twice; it is one call here all the same.',
    ],
    secret: null,
  },
  {
    id: 'standard',
    name: 'Standard Webhooks',
    scheme: { kind: 'standard-webhooks' },
    steps: [
      'Add an endpoint where the platform manages its webhooks.',
      'Paste the address above, with your tunnel’s host in the place of 127.0.0.1.',
    ],
    secret: 'The endpoint’s secret; it begins with whsec_.',
  },
  {
    id: 'other',
    name: 'Another platform',
    scheme: { kind: 'none' },
    steps: [
      'Have the platform POST its call-end webhook to the address above (JSON or a form).',
      'If it signs with an HMAC, choose that signature and name its header.',
      'What it sends is kept as dead letters until a mapping says how to read it.',
    ],
    secret: 'Where the platform shows the signing secret of its webhook.',
  },
];
