package dev.sheaf.policies.model;

/** Where a copy of a model's weights is, the fastest first. */
public enum ModelTier {
  /** In an accelerator's memory, or that of the process that stands for one; ready for use. */
  GPU,
  /** In pinned memory of the node. */
  MEMORY,
  /** On the node's disk. */
  DISK,
  /** Where every model is, for ever: the object store, behind the cluster's cache of packages. */
  ORIGIN
}
