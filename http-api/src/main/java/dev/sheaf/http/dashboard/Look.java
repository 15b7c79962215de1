package dev.sheaf.http.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Looks at one part of the cluster; may block. What it returns is never changed afterwards. */
@FunctionalInterface
interface Look {
  /** How the part is. */
  ObjectNode now() throws Exception;
}
