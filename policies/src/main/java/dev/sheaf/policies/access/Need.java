package dev.sheaf.policies.access;

/** What a route asks of who calls it. */
public enum Need {
  /** Nothing: it tells nothing that anybody owns. */
  NOTHING,
  /** The scope read. */
  READ,
  /** The scope train. */
  TRAIN,
  /** The scope read over all tenants: it tells figures of the cluster, which all of them share. */
  WATCH,
  /** The scope admin. */
  ADMIN,
  /** A node of the cluster. */
  NODE;

  /** True when {@code grant} is enough. */
  public boolean isMetBy(Grant grant) {
    return switch (this) {
      case NOTHING -> true;
      case READ -> grant.scope().covers(Scope.READ);
      case TRAIN -> grant.scope().covers(Scope.TRAIN);
      case WATCH -> grant.scope().covers(Scope.READ) && grant.seesAll();
      case ADMIN -> grant.scope().covers(Scope.ADMIN);
      case NODE -> grant.scope().covers(Scope.NODE);
    };
  }
}
