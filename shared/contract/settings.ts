/** The operator's settings that core acts by. What is only about looks lies with the page. */
import { oc } from '@orpc/contract';
import { type Settings, settingsSchema } from '../domain/settings.ts';
import { output } from './usual.ts';

export const settings = {
  get: oc.output(output<Settings>()),
  /** Changes the sections that are given, each of them whole, and tells the audit. */
  update: oc.input(settingsSchema.partial()).output(output<Settings>()),
};
