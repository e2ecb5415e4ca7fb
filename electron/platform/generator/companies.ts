/**
 * The companies whose calls this platform carries: one per business the demo shows, each with the payload dialect of its voice vendor,
 * its languages, agents, campaigns and the endpoints that its webhooks go to.
 */
import type { Dialect } from '../../../shared/domain/call.ts';
import type { Country, Language } from './people.ts';

export type Business = 'debt' | 'clinic' | 'solar' | 'hotel' | 'delivery' | 'utility';

/** `name` is as the payload has it, `spoken` as the agent says it in the conversation, where that is another script. */
export interface Agent {
  id: string;
  name: string;
  languages: readonly Language[];
  spoken?: string;
}

export interface Company {
  id: string;
  name: string;
  business: Business;
  dialect: Dialect;
  /** Share of all calls. */
  weight: number;
  languages: readonly { language: Language; country: Country; weight: number }[];
  /** Of all calls, those the customer made. */
  inbound: number;
  agents: readonly Agent[];
  campaigns: readonly string[];
  /** How many different customers. */
  customers: number;
  /** The flow run after a call, if the company has one, and for which share of its calls. */
  flowId: string;
  chained: number;
}

export const companies: readonly Company[] = [
  {
    id: 'rupaya',
    name: 'Rupaya Finance',
    business: 'debt',
    dialect: 'callkaro',
    weight: 27,
    languages: [
      { language: 'hi', country: 'in', weight: 6 },
      { language: 'en', country: 'in', weight: 4 },
    ],
    inbound: 0.08,
    agents: [
      { id: '6803fa770b666a64ab1694c1e', name: 'Kavya', languages: ['hi'], spoken: 'काव्या' },
      { id: '6803fb120b666a64ab1694d02', name: 'Arjun', languages: ['en'] },
    ],
    campaigns: ['emi-due-3-days', 'emi-overdue-30', 'settlement-offer'],
    customers: 40_000,
    flowId: 'flow_collections',
    chained: 0.36,
  },
  {
    id: 'aurora',
    name: 'Clínica Aurora',
    business: 'clinic',
    dialect: 'altur',
    weight: 21,
    languages: [
      { language: 'es', country: 'mx', weight: 6 },
      { language: 'es', country: 'es', weight: 1 },
      { language: 'pt', country: 'br', weight: 4 },
    ],
    inbound: 0.15,
    agents: [
      { id: '6cf951e6-9877-4d7c-88d7-56b4948d3cce', name: 'Diana Arroyo', languages: ['es'] },
      { id: '7de0a1b4-1204-4f6e-9a53-0c1f2f6f8b11', name: 'Camila Duarte', languages: ['pt'] },
    ],
    campaigns: ['Recordatorio de citas', 'Chequeo anual', 'Resultados de laboratorio'],
    customers: 9_000,
    flowId: 'flow_appointment_score',
    chained: 0.34,
  },
  {
    id: 'sonnwerk',
    name: 'Sonnwerk Solar',
    business: 'solar',
    dialect: 'replicer',
    weight: 15,
    languages: [
      { language: 'de', country: 'de', weight: 7 },
      { language: 'en', country: 'uk', weight: 3 },
    ],
    inbound: 0.12,
    agents: [
      { id: 'clx-agent-0s41', name: 'Lena', languages: ['de'] },
      { id: 'clx-agent-0s42', name: 'Max', languages: ['en'] },
    ],
    campaigns: ['dach_check_2026', 'speicher_nachruesten', 'website_leads'],
    customers: 6_000,
    flowId: 'flow_lead_sync',
    chained: 0.34,
  },
  {
    id: 'alnoor',
    name: 'Al Noor Hotels',
    business: 'hotel',
    dialect: 'replicer',
    weight: 12,
    languages: [
      { language: 'ar', country: 'ae', weight: 5 },
      { language: 'fr', country: 'fr', weight: 3 },
      { language: 'en', country: 'ae', weight: 2 },
    ],
    inbound: 0.45,
    agents: [
      { id: 'clx-agent-0h07', name: 'Layla', languages: ['ar'], spoken: 'ليلى' },
      { id: 'clx-agent-0h08', name: 'Karim', languages: ['fr', 'en'] },
    ],
    campaigns: ['winter_stays', 'returning_guests', 'group_bookings'],
    customers: 5_000,
    flowId: 'flow_booking_sync',
    chained: 0.33,
  },
  {
    id: 'hayabusa',
    name: 'Hayabusa Delivery',
    business: 'delivery',
    dialect: 'flow',
    weight: 14,
    languages: [
      { language: 'ja', country: 'jp', weight: 6 },
      { language: 'en', country: 'us', weight: 4 },
    ],
    inbound: 0.85,
    agents: [
      { id: 'agent_parcel_desk', name: 'Haru', languages: ['ja'], spoken: '春' },
      { id: 'agent_parcel_desk_en', name: 'June', languages: ['en'] },
    ],
    campaigns: ['parcel-support'],
    customers: 20_000,
    flowId: 'flow_delivery_wrapup',
    chained: 1,
  },
  {
    id: 'cityline',
    name: 'Cityline Utilities',
    business: 'utility',
    dialect: 'ivr',
    weight: 11,
    languages: [
      { language: 'en', country: 'us', weight: 7 },
      { language: 'es', country: 'us', weight: 3 },
    ],
    inbound: 1,
    agents: [{ id: 'ivr_cityline_main', name: 'Cityline IVR', languages: ['en', 'es'] }],
    campaigns: ['main-line'],
    customers: 15_000,
    flowId: 'flow_cityline_ivr',
    chained: 1,
  },
];
