/** A node whose targets are being looked at. */
interface Visit {
  readonly node: number;
  next: number;
}

/**
 * Divides a directed graph into its strongly connected components: nodes that lead to each other
 * share one. Work linear in the graph, and no deeper stack for longer chains (Tarjan 1972).
 * @param targets for each node, the nodes that it leads to.
 * @returns the components; each comes after all those that it leads to.
 */
export function findComponents(
  targets: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const order = new Map<number, number>();
  const lowest: number[] = [];
  const open: number[] = [];
  const isOpen = new Set<number>();
  const components: number[][] = [];
  const lower = (node: number, to: number): void => {
    lowest[node] = Math.min(lowest[node] ?? to, to);
  };
  const enter = (node: number): Visit => {
    order.set(node, order.size);
    lowest[node] = order.size - 1;
    open.push(node);
    isOpen.add(node);
    return { node, next: 0 };
  };
  const close = (root: number): void => {
    const members = open.splice(open.lastIndexOf(root));
    members.forEach((member) => isOpen.delete(member));
    components.push(members);
  };
  for (const root of targets.keys()) {
    const visits = order.has(root) ? [] : [enter(root)];
    for (let visit = visits.at(-1); visit; visit = visits.at(-1)) {
      const { node } = visit;
      const target = targets[node]?.[visit.next];
      visit.next += 1;
      if (target === undefined) {
        visits.pop();
        const parent = visits.at(-1);
        if (parent) lower(parent.node, lowest[node] ?? 0);
        if (lowest[node] === order.get(node)) close(node);
      } else if (!order.has(target)) {
        visits.push(enter(target));
      } else if (isOpen.has(target)) {
        lower(node, order.get(target) ?? 0);
      }
    }
  }
  return components;
}
