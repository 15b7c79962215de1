package dev.sheaf.node.torture;

import java.net.URI;
import java.util.List;

/** The nodes as clients know them. */
interface Gateways {
  /**
   * A node that takes requests.
   *
   * @param api the root of its API
   * @param data the root of its data port
   */
  record Gateway(int node, URI api, URI data) {}

  /** Those that are up now, in order of their number. */
  List<Gateway> now();

  /** Those of them that nothing is being done to; they must serve as if nothing were. */
  List<Gateway> sound();

  /** True when something is being done to it, or it is down: it may be silent or late. */
  boolean isExcused(Gateway gateway);

  /** True when it may say that it cannot write. */
  boolean mayLackSpace(Gateway gateway);
}
