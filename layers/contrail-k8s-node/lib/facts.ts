/** What the decisions of this charm are made from: plain values, gathered once in a hook. */
export interface NodeFacts {
  readonly logLevel: string;
  /** True when a principal with a kubelet is there. */
  readonly cniJoined: boolean;
  /** True when a master is there. */
  readonly configJoined: boolean;
  readonly cluster: ClusterFacts | undefined;
}

/** What the masters tell of the cluster. */
export interface ClusterFacts {
  readonly name: string | undefined;
  readonly podSubnets: string | undefined;
  readonly nestedMode: boolean;
  /** Variables of nested mode; one of them is a password. */
  readonly nestedVariables: Readonly<Record<string, string>>;
}
