/** What a bad network and a careless server do to frames on their way, as far as the faults say so. */
import type { Faults } from '../faults.ts';
import type { Random } from '../generator/random.ts';
import { badFrame } from './bad-frames.ts';

/** `frames` as they should go out; what is returned goes out instead. Numbering is not touched: a lost frame leaves a gap. */
export function disturb(frames: string[], faults: Faults, random: Random): string[] {
  const { dropFrames, reorder, duplicate, badFrames } = faults;
  if (dropFrames + reorder + duplicate + badFrames === 0) return frames;
  const sent: string[] = [];
  for (const frame of swapped(frames, reorder, random)) {
    if (!random.chance(dropFrames)) sent.push(frame);
    if (random.chance(duplicate)) sent.push(frame);
    if (random.chance(badFrames)) sent.push(badFrame(random));
  }
  return sent;
}

function swapped(frames: string[], probability: number, random: Random): string[] {
  const order = [...frames];
  for (let i = 0; i + 1 < order.length; i++) {
    if (!random.chance(probability)) continue;
    order.splice(i, 2, ...order.slice(i, i + 2).reverse());
    i++;
  }
  return order;
}
