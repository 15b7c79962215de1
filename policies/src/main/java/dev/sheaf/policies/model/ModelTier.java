package dev.sheaf.policies.model;

/** Where a copy of a model's weights is, the fastest first. */
public enum ModelTier {
  /** In an accelerator's memory, ready for use. */
  GPU,
  /** In pinned memory of the node. */
  MEMORY,
  /** On the node's disk. */
  DISK,
  /** Where every model is, for ever. */
  ORIGIN
}
