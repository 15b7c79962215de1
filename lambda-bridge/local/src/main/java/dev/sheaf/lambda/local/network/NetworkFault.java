package dev.sheaf.lambda.local.network;

/** What is wrong with the network of a function. */
public enum NetworkFault {
  /** Nothing; what stood still moves on. */
  NONE,
  /** Connections stay open and nothing moves; new ones are never answered. */
  SILENT,
  /** Every connection is cut once; new ones work. */
  CUT,
  /** Of what is sent next on each connection half arrives, then it is cut; new ones work. */
  HALF_FRAME
}
