package dev.sheaf.policies.ensemble;

/** Whether members of an ensemble are to share one preparation of their batches. */
public enum Share {
  /** Where it costs less. */
  AUTO,
  /** Never: each member has an order of its own, and prepares it for itself. */
  PRIVATE,
  /** Wherever two members train on one node. */
  SHARED
}
