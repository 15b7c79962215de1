package dev.sheaf.policies.ephemeral;

/** What a storage node keeps data in. */
public enum Medium {
  /** Memory: for jobs that wait for every access. */
  DRAM,
  /** Flash: for the others. */
  NVME
}
