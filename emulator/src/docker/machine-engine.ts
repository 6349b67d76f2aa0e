import type { ServedMachine } from './machine.ts';
import type { SocketService } from './unix-socket.ts';

/** A container engine that serves the machines of a model, each apart from the others. */
export interface MachineEngine {
  /** Serves a machine's engine socket until it is closed. */
  serveMachine(machine: ServedMachine): Promise<SocketService>;
  /** Removes all containers of a machine; it need not be served. */
  removeMachine(id: string): Promise<void>;
  /** Removes all containers of the model. */
  removeAll(): Promise<void>;
  /** Lets the engine go; machines must have been closed. */
  close(): Promise<void>;
}
