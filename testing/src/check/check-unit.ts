import { isAtLeast } from '@reactive-charms/emulator/core';
import { applicationOf, isUnitName } from '@reactive-charms/juju';
import type { Check } from './scenario.ts';

/** Facts of the unit itself that Juju cannot bring about. */
export const checkUnit: Check = (scenario) => {
  const { charm, state, version } = scenario;
  const { principalUnit, agentVersion, leaderData } = state;
  const unit: string = state.unit;
  const faults: string[] = [];
  if (!isUnitName(unit)) {
    faults.push(
      `unit: "${unit}" is not a unit name; write application, slash and number, such as "mysql/0"`,
    );
  }
  if (agentVersion !== undefined && !/^\d+\.\d+(?:[.-][0-9a-z.]+)?$/.test(agentVersion)) {
    faults.push(`agentVersion: "${agentVersion}" is no version; write it such as "3.6.11"`);
  }
  if (principalUnit !== undefined && !charm.metadata.subordinate) {
    faults.push(
      `principalUnit: charm ${charm.name} is no subordinate, so that ${unit} stands alone; leave it out, or set subordinate in metadata.yaml`,
    );
  }
  if (principalUnit !== undefined && applicationOf(principalUnit) === applicationOf(state.unit)) {
    faults.push(`principalUnit: ${principalUnit} is of the unit's own application; name another`);
  }
  if (isAtLeast(version, '4.0') && Object.keys(leaderData).length > 0) {
    faults.push(
      `leaderData: Juju ${version} has no leader settings; leave them out, or set agentVersion to one before 4.0`,
    );
  }
  return faults;
};

/** Plans for fewer units than there are. */
export const checkPlans: Check = ({ state }) => {
  const own = applicationOf(state.unit);
  const peers = Object.values(state.relations)
    .filter(({ application }) => application === own)
    .map(({ units }) => Object.keys(units).length);
  const there = Math.max(0, ...peers) + 1;
  const { plannedUnits } = state;
  if (plannedUnits === undefined || plannedUnits >= there) return [];
  return [
    `plannedUnits: ${plannedUnits} units are planned, and there are ${there} already; plan at least as many`,
  ];
};
