export { openMachines } from './machines.ts';
export type { MachinesOptions } from './machines.ts';
export { RECORDED_COMMANDS_LOG } from './recorded-commands.ts';
export type { MachineProcess, MachineSpec, MachineWay, Machines, ProcessEnd } from './types.ts';
