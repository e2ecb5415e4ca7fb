/** What the health screen asks core for. Figures that nobody pushes are read again while it is looked at. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../app/client.ts';

const againMs = 5000;

export const useHealth = () => useQuery({ ...api.upkeep.health.queryOptions(), refetchInterval: againMs });

export const useCheck = () => useMutation(api.upkeep.check.mutationOptions());
export const useBackup = () => useMutation(api.upkeep.backup.mutationOptions());
export const useRemoveBackup = () => useMutation(api.upkeep.removeBackup.mutationOptions());
export const useRecover = () => useMutation(api.upkeep.recover.mutationOptions());
export const useGiveRoomBack = () => useMutation(api.upkeep.giveRoomBack.mutationOptions());
export const useTrustClock = () => useMutation(api.upkeep.trustClock.mutationOptions());
export const useRestore = () => useMutation(api.upkeep.restore.mutationOptions());
